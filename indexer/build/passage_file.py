"""A corpus of ready-made passages, read from a JSONL file."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from indexer.build.corpus import Corpus, CorpusItem
from indexer.documents.chunk import make_passage
from indexer.progress import Step
from knowledge.errors import NoteError, UsageError
from knowledge.models import Document, Head, Passage, SourceRef
from knowledge.text.language import detect_language

MAX_LINE_BYTES = 1 << 20
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}")


def check_passage_file(file: Path) -> None:
    """UsageError when the file cannot be read."""
    try:
        with file.open("rb"):
            pass
    except OSError as error:
        raise UsageError(f"{file} cannot be read ({error.strerror}).") from None


def read_passages(file: Path, progress: Step) -> Corpus:
    """One document whose passages are the lines of the file, under the ids that they bring."""
    problems: list[NoteError] = []
    passages: list[Passage] = []
    try:
        lines = file.read_bytes().splitlines()
        stat = file.stat()
    except OSError as error:
        raise UsageError(f"{file} cannot be read ({error.strerror}).") from None
    head = _make_head(file.name)
    digest = hashlib.sha256(b"\n".join(lines)).hexdigest()
    for number, line in enumerate(lines, 1):
        if number % 1000 == 0:
            progress("Reading", number, len(lines))
        if not line.strip():
            continue
        try:
            passage = _parse_passage(line, head, digest)
            passages.append(passage.model_copy(update={"ordinal": len(passages)}))
        except ValueError as error:
            problems.append(NoteError(f"{file.name}:{number}", str(error)))
    if not passages:
        raise UsageError(
            f"{file} holds no passages.", fix='Each line must be {"id": "...", "text": "..."}.'
        )
    item = CorpusItem(head, file.name, digest, stat.st_size, stat.st_mtime_ns, tuple(passages))
    return Corpus((item,), tuple(problems), loaded=1)


def _make_head(file_name: str) -> Head:
    name = file_name.split(".")[0].lower()
    key = "".join(c if c.isascii() and c.isalnum() else "-" for c in name).strip("-")
    return Head(
        id=key or "passages",
        title=file_name,
        language="und",
        sources=(SourceRef(title=file_name, publisher="own document", date=""),),
        guessed=("title", "language", "sources"),
    )


def _parse_passage(line: bytes, head: Head, digest: str) -> Passage:
    """The passage of a line; ValueError says what is wrong with it."""
    row = _parse_row(line)
    key = row.get("id")
    if not isinstance(key, (str, int)):
        raise ValueError('has no "id"')
    text = row["text"].replace("\x00", "")
    headings = row.get("headings") or ()
    if not isinstance(headings, list | tuple) or not all(isinstance(h, str) for h in headings):
        raise ValueError('has "headings" that are no list of texts')
    title = row.get("title") if isinstance(row.get("title"), str) else None
    language = row.get("language")
    if not (isinstance(language, str) and _LANGUAGE.fullmatch(language)):
        language = detect_language(text)
    of_line = head.model_copy(update={"language": language.lower()})
    document = Document(head=of_line, path=head.title, text=text, digest=digest)
    return make_passage(document, str(key), tuple(h for h in (title, *headings) if h))


def _parse_row(line: bytes) -> dict[str, Any]:
    if len(line) > MAX_LINE_BYTES:
        raise ValueError("is longer than 1 MiB")
    try:
        row = json.loads(line)
        # An escape can name half of a character, which no model reads and no file holds.
        json.dumps(row, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise ValueError("is not JSON of whole characters") from None
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise ValueError('has no "text"')
    return row
