"""``tradewind-index search``: the passages nearest to one question, or to each of a file."""

from __future__ import annotations

import json
from pathlib import Path

from indexer.cli.context import CommandContext
from knowledge.errors import UsageError
from knowledge.library import Library
from knowledge.text.invisible import MESSAGE
from knowledge.text.terminal import print_text

MAX_RESULTS = 1000
_SHOWN_CHARS = 160


def run_search(context: CommandContext) -> int:
    """Print the passages nearest to each question."""
    arguments = context.arguments
    if bool(arguments.question) == bool(arguments.queries):
        raise UsageError("Give a question, or --queries FILE, and not both.")
    if not 1 <= arguments.k <= MAX_RESULTS:
        raise UsageError(f"-k must be from 1 to {MAX_RESULTS}.")
    queries = read_queries(arguments.queries) if arguments.queries else [("", arguments.question)]
    library = Library(context.root, context.home, threads=context.settings.threads)
    as_json = bool(arguments.json or arguments.queries)
    for key, text in queries:
        _print_hits(library, key, text, arguments.k, as_json=as_json)
    return 0


def _print_hits(library: Library, key: str | int, text: str, count: int, *, as_json: bool) -> None:
    hits = library.search(MESSAGE.strip(text), count)
    store = library.generation.store
    ids = store.ids([hit.row for hit in hits])
    if as_json:
        results = [
            {"source_id": source, "passage_id": passage, "score": hit.score}
            for hit, (passage, source) in zip(hits, ids, strict=True)
        ]
        print_text(json.dumps({"id": key, "results": results}, ensure_ascii=False), flush=True)
        return
    for hit, (passage, _) in zip(hits, ids, strict=True):
        words = store.passage(hit.row).text[:_SHOWN_CHARS]
        print_text(f"{hit.score:8.3f}  {passage}\n          {words}")


def read_queries(file: Path) -> list[tuple[str | int, str]]:
    """The ids and texts in a JSONL file; UsageError names the line that is none."""
    try:
        # Only a newline ends a line of JSON: a text may hold the line ends of Unicode.
        lines = file.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read ({type(error).__name__}).") from None
    queries: list[tuple[str | int, str]] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            queries.append((row["id"], str(row["text"])))
        except (ValueError, KeyError, TypeError, RecursionError):
            raise UsageError(
                f"{file}:{number} is no question.",
                fix='A line must be {"id": ..., "text": "..."}.',
            ) from None
    return queries
