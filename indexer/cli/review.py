"""``tradewind-index sources check`` and ``notes due``: what the notes' authors must look at."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import asdict
from pathlib import Path

from indexer.cli.context import CommandContext, check_folders
from indexer.lint.due_notes import find_due_notes
from indexer.lint.notes import parse_today, read_notes
from indexer.progress import Bar
from indexer.source_check.check import SourceChanges, check_pages, cited_pages
from knowledge.compliance import obligations
from knowledge.errors import UsageError
from knowledge.index.source_record import read_source_record, write_source_record
from knowledge.models import Document

MAX_DAYS = 3660


def run_sources(context: CommandContext) -> int:
    """Look at every page that the notes cite; 0 also when pages changed or cannot be reached."""
    cited = cited_pages(document.head for document in _read(context))
    record = read_source_record(context.root)
    shown = not (context.arguments.quiet or context.arguments.json)
    with Bar(enabled=shown) as bar:
        record, changes = asyncio.run(
            check_pages(cited, record, parse_today(context.arguments.today), bar.step)
        )
    context.root.mkdir(parents=True, exist_ok=True)
    write_source_record(context.root, record)
    context.report(asdict(changes) | {"cited_by": cited}, _describe(changes, cited))
    return 0


def run_notes(context: CommandContext) -> int:
    """List the notes to be reviewed within the next days, those with most at stake first."""
    days = context.arguments.days
    if not 0 <= days <= MAX_DAYS:
        raise UsageError(f"--days must be from 0 to {MAX_DAYS}.")
    until = parse_today(context.arguments.today) + dt.timedelta(days=days)
    record = read_source_record(context.root)
    due = find_due_notes(_read(context), obligations.load_bundled(), record, until)
    lines = [f"{note.stakes}  {note.id}: {'; '.join(note.reasons)}" for note in due]
    title = f"{len(due)} notes to review by {until}, by what is at stake (3 is most)"
    context.report({"until": until, "notes": [asdict(note) for note in due]},
                   "\n".join([title, *lines]))  # fmt: skip
    return 0


def _read(context: CommandContext) -> list[Document]:
    folders: list[Path] = context.source_folders
    check_folders(folders)
    documents, _ = read_notes(folders)
    return documents


def _describe(changes: SourceChanges, cited: dict[str, list[str]]) -> str:
    def notes(url: str) -> str:
        return f"{url} (cited by {', '.join(cited[url])})"

    lines = [
        f"{len(cited)} pages: {len(changes.same)} as they were, {len(changes.new)} seen for the "
        f"first time, {len(changes.changed)} changed, {len(changes.moved)} moved, "
        f"{len(changes.gone)} gone, {len(changes.problems)} not readable"
    ]
    for url, share in changes.changed.items():
        lines.append(f"changed, {share:.0%} of its sentences are gone: {notes(url)}")
    lines += [f"moved to {to}: {notes(url)}" for url, to in changes.moved.items()]
    lines += [f"gone: {notes(url)}" for url in changes.gone]
    lines += [f"not readable, {problem}: {notes(url)}" for url, problem in changes.problems.items()]
    return "\n".join(lines)
