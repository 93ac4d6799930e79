"""What a generation is made of: documents with passages, read anew or kept from the last."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.documents import chunk
from indexer.documents.discover import Discovery, Entry, discover, name_prefix
from indexer.documents.isolated_reader import IsolatedReader
from indexer.documents.parsed_document import ParsedDocument
from indexer.progress import Step
from knowledge.errors import NoteError
from knowledge.index.generation import Generation
from knowledge.models import Head, Passage

ReadDocument = Callable[[Entry], ParsedDocument]


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
    """All items in the order of their ids, files that were skipped, folders that were not read."""

    items: tuple[CorpusItem, ...]
    problems: tuple[NoteError, ...]
    unread: tuple[NoteError, ...] = ()
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


def find_unchanged(sources: Sequence[Path], last: Generation | None) -> Discovery | None:
    """What is in the folders when it is just the last generation's files, else None.

    Files are compared by size and change time; those of folders that cannot be read are not.
    """
    if last is None or last.manifest.problems:
        return None
    found = discover(sources, missing_ok=True)
    if found.problems:
        # What must not be read is reported like what cannot be.
        return None
    kept = _find_kept(found, last)
    marks = sorted((entry.name, entry.size, entry.mtime_ns) for entry in found.entries)
    files = [(path, size, mtime) for path, _, size, mtime in last.store.files()]
    is_moved = any(files[row][0] != name for row, name in kept.items())
    known = sorted(file for row, file in enumerate(files) if row not in kept)
    return found if marks == known and not is_moved else None


def is_same(corpus: Corpus, last: Generation) -> bool:
    """Whether a generation of the corpus would hold what the last one does, problems and all."""
    manifest = last.manifest
    problems = tuple(str(problem) for problem in corpus.problems)
    return (manifest.corpus, manifest.chunker, manifest.problems) == (
        corpus.digest, chunk.SPEC, problems
    )  # fmt: skip


def read_corpus(
    sources: Sequence[Path],
    last: Generation | None,
    progress: Step,
    read: ReadDocument | None = None,
) -> Corpus:
    """The documents of the folders; files that the last generation knows are not read again.

    What it has of a folder that cannot be read now, a share that is not mounted say, is kept.
    Documents are read in a process of their own, or by ``read``.
    """
    found = discover(sources, missing_ok=True)
    if read:
        return _read_entries(found, last, progress, read)
    with IsolatedReader() as reader:
        return _read_entries(found, last, progress, reader.read)


def _read_entries(
    found: Discovery, last: Generation | None, progress: Step, read: ReadDocument
) -> Corpus:
    """The documents among the files found; files that the last generation knows are kept."""
    problems = list(found.problems)
    known = _known_files(last)
    items = _keep_unread(found, last)
    loaded = 0
    for i, entry in enumerate(found.entries):
        progress("Reading", i + 1, len(found.entries))
        before = known.get(entry.name)
        if before and last and before[1][2:] == (entry.size, entry.mtime_ns):
            items.append(_reuse_item(last, *before))
            continue
        try:
            items.append(_make_item(read(entry), entry))
        except NoteError as error:
            problems.append(error)
            continue
        loaded += 1
    unique, rejected = _drop_unusable(items)
    names = {item.path for item in items} | {entry.name for entry in found.entries}
    return Corpus(
        items=unique,
        problems=(*problems, *rejected),
        unread=tuple(folder.problem for folder in found.unread),
        loaded=loaded,
        kept=len(items) - loaded,
        removed=sum(1 for path in known if path not in names),
    )


def _find_kept(found: Discovery, last: Generation) -> dict[int, str]:
    """The last generation's documents of folders that cannot be read now: row to today's name.

    Names begin by the number of their root, which may be another one since the settings changed.
    """
    roots = last.manifest.sources
    prefixes = [name_prefix(number, Path(root)) for number, root in enumerate(roots)]
    kept: dict[int, str] = {}
    for folder in found.unread:
        if str(folder.root) not in roots:
            continue
        own = prefixes[roots.index(str(folder.root))]
        # The first root's names have no prefix: they are those that are of no other root.
        others = tuple(prefix for prefix in prefixes if prefix and prefix != own)
        for row, (path, *_) in enumerate(last.store.files()):
            if path.startswith(own + folder.below) and not path.startswith(others):
                kept[row] = name_prefix(folder.number, folder.root) + path.removeprefix(own)
    return kept


def _keep_unread(found: Discovery, last: Generation | None) -> list[CorpusItem]:
    if last is None:
        return []
    files = last.store.files()
    items = [
        _reuse_item(last, row, (name, *files[row][1:]))
        for row, name in _find_kept(found, last).items()
    ]
    if last.manifest.chunker != chunk.SPEC:
        # Cut by another version: with a change time that no file has, they are read when they can.
        items = [replace(item, mtime=0) for item in items]
    return items


def _make_item(document: ParsedDocument, entry: Entry) -> CorpusItem:
    return CorpusItem(
        document.head, entry.name, document.digest, entry.size, entry.mtime_ns, document.passages
    )


def _known_files(last: Generation | None) -> dict[str, tuple[int, tuple[str, str, int, int]]]:
    """Row and file (name, digest, size, change time) of the last documents, by name."""
    if last is None or last.manifest.chunker != chunk.SPEC:
        return {}
    return {file[0]: (row, file) for row, file in enumerate(last.store.files())}


def _reuse_item(last: Generation, document: int, file: tuple[str, str, int, int]) -> CorpusItem:
    """A document of the last generation; ``file`` is its name, digest, size and change time."""
    return CorpusItem(last.store.head(document), *file, last.store.passages_of(document))


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
