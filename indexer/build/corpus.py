"""What a generation is made of: documents with passages, read anew or kept from the last."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.documents import chunk
from indexer.documents.discover import Entry, discover
from indexer.documents.load import load_document
from indexer.progress import Step
from knowledge.errors import NoteError
from knowledge.index.generation import Generation
from knowledge.models import Document, Head, Passage


@dataclass(frozen=True)
class CorpusItem:
    """A document as the index stores it: front matter, passages, and the state of its file."""

    head: Head
    path: str
    digest: str
    size: int
    mtime: int
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Corpus:
    """All items in the order of their ids, and what could not be read."""

    items: tuple[CorpusItem, ...]
    problems: tuple[NoteError, ...]
    loaded: int = 0
    kept: int = 0
    removed: int = 0

    @property
    def digest(self) -> str:
        """A hash of all contents: equal for equal documents, reused or read."""
        total = hashlib.sha256()
        for item in self.items:
            total.update(f"{item.head.id}\x1f{item.path}\x1f{item.digest}\n".encode())
        return total.hexdigest()


def is_unchanged(sources: Sequence[Path], last: Generation | None) -> bool:
    """Whether the folders hold just the files of the last generation, by size and change time."""
    if last is None or last.manifest.problems:
        return False
    found = discover(sources)
    marks = sorted((entry.name, entry.size, entry.mtime_ns) for entry in found.entries)
    known = sorted((path, size, mtime) for path, _, size, mtime in last.store.files())
    return marks == known


def read_corpus(sources: Sequence[Path], last: Generation | None, progress: Step) -> Corpus:
    """The documents of the folders; files that the last generation knows are not read again."""
    found = discover(sources)
    problems = list(found.problems)
    known = _known_files(last)
    items: list[CorpusItem] = []
    loaded = 0
    for i, entry in enumerate(found.entries):
        progress("Reading", i + 1, len(found.entries))
        before = known.get(entry.name)
        if before and last and before[1:] == (entry.size, entry.mtime_ns):
            items.append(_reuse_item(last, before[0], entry))
            continue
        try:
            items.append(_make_item(load_document(entry), entry))
        except NoteError as error:
            problems.append(error)
            continue
        loaded += 1
    unique, rejected = _drop_unusable(items)
    names = {entry.name for entry in found.entries}
    return Corpus(
        items=unique,
        problems=(*problems, *rejected),
        loaded=loaded,
        kept=len(items) - loaded,
        removed=sum(1 for path in known if path not in names),
    )


def _make_item(document: Document, entry: Entry) -> CorpusItem:
    passages = tuple(chunk.chunk_document(document))
    return CorpusItem(
        document.head, entry.name, document.digest, entry.size, entry.mtime_ns, passages
    )


def _known_files(last: Generation | None) -> dict[str, tuple[int, int, int]]:
    """Row, size and change time of each file of the last generation, by name."""
    if last is None or last.manifest.chunker != chunk.SPEC:
        return {}
    return {p: (row, size, mtime) for row, (p, _, size, mtime) in enumerate(last.store.files())}


def _reuse_item(last: Generation, document: int, entry: Entry) -> CorpusItem:
    path, digest, size, mtime = last.store.files()[document]
    assert path == entry.name
    passages = last.store.passages_of(document)
    return CorpusItem(last.store.head(document), path, digest, size, mtime, passages)


def _drop_unusable(
    items: Iterable[CorpusItem],
) -> tuple[tuple[CorpusItem, ...], list[NoteError]]:
    """The items by id; problems for those without text or with the id of another."""
    kept: dict[str, CorpusItem] = {}
    problems: list[NoteError] = []
    for item in sorted(items, key=lambda item: (item.head.id, item.path)):
        if item.head.id in kept:
            other = kept[item.head.id].path
            problems.append(NoteError(item.path, f"has the id {item.head.id!r} of {other}"))
        elif item.passages:
            kept[item.head.id] = item
        else:
            problems.append(NoteError(item.path, "has front matter but no text"))
    return tuple(kept.values()), problems
