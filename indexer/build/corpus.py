"""What a generation is made of: documents with passages, read anew or kept from the last."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.documents import chunk
from indexer.documents.discover import Discovery, Entry, discover
from indexer.documents.load import load
from knowledge.errors import NoteError, UsageError
from knowledge.index.generation import Generation
from knowledge.text.language import detect_language
from knowledge.models import Document, Head, Passage, SourceRef

Progress = Callable[[str, int, int], None]
_LINE_LIMIT = 1 << 20


@dataclass(frozen=True)
class Item:
    """A document as the index keeps it: front matter, passages, and the file's marks."""

    head: Head
    path: str
    digest: str
    size: int
    mtime: int
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Corpus:
    """All items in the order of their ids, and what could not be read."""

    items: tuple[Item, ...]
    problems: tuple[NoteError, ...]
    loaded: int = 0
    kept: int = 0
    removed: int = 0

    @property
    def digest(self) -> str:
        """A hash of all contents: equal for equal documents, however they came here."""
        total = hashlib.sha256()
        for item in self.items:
            total.update(f"{item.head.id}\x1f{item.path}\x1f{item.digest}\n".encode())
        return total.hexdigest()


def unchanged(sources: Sequence[Path], last: Generation | None) -> bool:
    """Whether the folders hold just the files of the last generation, by size and change time."""
    if last is None or last.manifest.problems:
        return False
    found = discover(sources)
    marks = sorted((_name(entry), entry.size, entry.mtime_ns) for entry in found.entries)
    known = sorted((path, size, mtime) for path, _, size, mtime in last.store.files())
    return marks == known


def read(sources: Sequence[Path], last: Generation | None, progress: Progress) -> Corpus:
    """The documents of the folders; files that the last generation knows are not read again."""
    found: Discovery = discover(sources)
    problems = list(found.problems)
    known = _known(last)
    items: list[Item] = []
    loaded = 0
    for i, entry in enumerate(found.entries):
        progress("Reading", i + 1, len(found.entries))
        before = known.get(_name(entry))
        if before and last and before[1:] == (entry.size, entry.mtime_ns):
            items.append(_kept(last, before[0], entry))
            continue
        try:
            document = load(entry)
        except NoteError as error:
            problems.append(error)
            continue
        loaded += 1
        items.append(_item(document, entry))
    unique, doubles = _unique(items)
    names = {_name(entry) for entry in found.entries}
    return Corpus(
        items=unique,
        problems=(*problems, *doubles),
        loaded=loaded,
        kept=len(items) - loaded,
        removed=sum(1 for path in known if path not in names),
    )


def read_passages(file: Path, progress: Progress) -> Corpus:
    """One document made of a JSONL file, each line a passage under the id that it brings."""
    problems: list[NoteError] = []
    passages: list[Passage] = []
    try:
        lines = file.read_bytes().splitlines()
        stat = file.stat()
    except OSError as error:
        raise UsageError(f"{file} cannot be read ({error.strerror}).") from None
    name = file.name.split(".")[0].lower()
    source = (
        "".join(c if c.isascii() and c.isalnum() else "-" for c in name).strip("-") or "passages"
    )
    head = Head(
        id=source,
        title=file.name,
        language="und",
        sources=(SourceRef(title=file.name, publisher="own document", date=""),),
        guessed=("title", "language", "sources"),
    )
    digest = hashlib.sha256(b"\n".join(lines)).hexdigest()
    for number, line in enumerate(lines, 1):
        if number % 1000 == 0:
            progress("Reading", number, len(lines))
        if not line.strip():
            continue
        try:
            passages.append(
                _passage(line, head, digest).model_copy(update={"ordinal": len(passages)})
            )
        except ValueError as error:
            problems.append(NoteError(f"{file.name}:{number}", str(error)))
    if not passages:
        raise UsageError(
            f"{file} holds no passages.", fix='Each line must be {"id": "...", "text": "..."}.'
        )
    item = Item(head, file.name, digest, stat.st_size, stat.st_mtime_ns, tuple(passages))
    return Corpus((item,), tuple(problems), loaded=1)


def _passage(line: bytes, head: Head, digest: str) -> Passage:
    if len(line) > _LINE_LIMIT:
        raise ValueError("is longer than 1 MiB")
    try:
        row = json.loads(line)
    except ValueError:
        raise ValueError("is not JSON") from None
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise ValueError('has no "text"')
    key = row.get("id")
    if not isinstance(key, (str, int)):
        raise ValueError('has no "id"')
    text = row["text"].replace("\x00", "")
    headings = row.get("headings") or ()
    if isinstance(headings, str) or not all(isinstance(h, str) for h in headings):
        raise ValueError('has "headings" that are no list of texts')
    title = row.get("title") if isinstance(row.get("title"), str) else None
    language = row.get("language")
    if not (isinstance(language, str) and 2 <= len(language) <= 3):
        language = detect_language(text)
    of_line = head.model_copy(update={"language": language.lower()})
    document = Document(head=of_line, path=head.title, text=text, digest=digest)
    return chunk.whole(document, str(key), tuple(h for h in (title, *headings) if h))


def _name(entry: Entry) -> str:
    return entry.name


def _item(document: Document, entry: Entry) -> Item:
    passages = tuple(chunk.chunk(document))
    return Item(document.head, _name(entry), document.digest, entry.size, entry.mtime_ns, passages)


def _known(last: Generation | None) -> dict[str, tuple[int, int, int]]:
    if last is None or last.manifest.chunker != chunk.SPEC:
        return {}
    return {p: (row, size, mtime) for row, (p, _, size, mtime) in enumerate(last.store.files())}


def _kept(last: Generation, document: int, entry: Entry) -> Item:
    path, digest, size, mtime = last.store.files()[document]
    assert path == _name(entry)
    passages = last.store.passages_of(document)
    return Item(last.store.head(document), path, digest, size, mtime, passages)


def _unique(items: Iterable[Item]) -> tuple[tuple[Item, ...], list[NoteError]]:
    kept: dict[str, Item] = {}
    doubles: list[NoteError] = []
    for item in sorted(items, key=lambda item: (item.head.id, item.path)):
        if item.head.id in kept:
            other = kept[item.head.id].path
            doubles.append(NoteError(item.path, f"has the id {item.head.id!r} of {other}"))
        elif item.passages:
            kept[item.head.id] = item
        else:
            doubles.append(NoteError(item.path, "has front matter but no text"))
    return tuple(kept.values()), doubles
