"""A generation opened for serving: verified first, and the one before it when it is damaged."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge.errors import IndexCorruptError, IndexMissingError, IndexStateError
from knowledge.index import arrays, disk_format
from knowledge.index.bm25 import Bm25Index
from knowledge.index.passages import PassageStore
from knowledge.index.vectors import Vectors
from knowledge.models import Verdict

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Windows:
    """An encoder's vectors of parts: sentences, asked questions and, in large bases, phrases.

    ``sentences`` has a row for each sentence of the base and ``asks`` one for each question in
    the front matter; rows of languages that the encoder does not serve are zero. The phrases of
    passage row r stand from ``first_phrase[r]`` to ``first_phrase[r + 1]``.
    """

    sentences: npt.NDArray[np.float16]
    asks: npt.NDArray[np.float16]
    phrases: npt.NDArray[np.float16]
    first_phrase: Rows

    @property
    def detailed(self) -> bool:
        """Whether phrases were kept."""
        return bool(len(self.phrases))

    def phrases_of(self, row: int) -> npt.NDArray[np.float16]:
        """The vectors of a passage's phrases."""
        return self.phrases[self.first_phrase[row] : self.first_phrase[row + 1]]


@dataclass(frozen=True)
class DocumentColumns:
    """What ranking needs of all documents at once, by document row.

    ``translations`` maps a note's group id to the rows of the note and its translations.
    ``questions`` holds every question of the notes' front matter with its verdict, and
    ``question_document`` the row of the document each belongs to. ``verdict_questions`` maps a
    group id to the places in ``questions`` of those that have a verdict.
    """

    ids: tuple[str, ...]
    groups: tuple[str, ...]
    translations: dict[str, tuple[int, ...]]
    languages: tuple[str, ...]
    jurisdictions: tuple[frozenset[str], ...]
    superseded: npt.NDArray[np.bool_]
    questions: tuple[tuple[str, Verdict | None], ...]
    question_document: Rows
    verdict_questions: dict[str, Rows]

    def translated(self, written: str, into: str) -> bool:
        """Whether every note in one language has a counterpart in the other."""
        there = {g for g, lang in zip(self.groups, self.languages, strict=True) if lang == into}
        return all(
            group in there
            for group, lang in zip(self.groups, self.languages, strict=True)
            if lang == written
        )


class Generation:
    """One verified generation, open for reading."""

    def __init__(self, directory: Path) -> None:
        """Verify every file, then open them; IndexCorrupt names the first that is not right."""
        self.manifest = disk_format.verify(directory)
        self.directory = directory
        name = directory.name
        try:
            self.lexical = Bm25Index.open(directory / disk_format.LEXICAL)
            rows = arrays.load(directory / disk_format.ROWS)
            self.document_of: Rows = rows["document"]
            self.first_sentence: Rows = rows["sentence"]
            self.lengths: Rows = rows["length"]
            self.languages: npt.NDArray[np.int16] = rows["language"]
            self.vector_rows: dict[str, Rows] = {}
            self.vectors: dict[str, Vectors] = {}
            self._windows: dict[str, Windows] = {}
            self._unread: dict[str, Callable[[], dict[str, arrays.Array]]] = {}
            self._reading = threading.Lock()
            for spec in self.manifest.encoders:
                self.vector_rows[spec.name] = rows[f"rows-{spec.name}"]
                self.vectors[spec.name] = Vectors.open(
                    directory / disk_format.vectors_file(spec.name),
                    self.manifest.vectors[spec.name],
                    spec.dim,
                )
                names = [field.name for field in fields(Windows)]
                windows = directory / disk_format.windows_file(spec.name)
                self._unread[spec.name] = arrays.open_lazily(windows, names)
            self.store = PassageStore(directory / disk_format.PASSAGES)
            self.documents = _columns(self.store.documents())
        except IndexStateError:
            raise
        except Exception as error:
            # The checksums held, so whoever wrote these files wrote nonsense.
            problem = f"cannot be opened ({type(error).__name__})"
            raise IndexCorruptError(name, "one of its files", problem) from error
        self.language_names = tuple(sorted(self.manifest.languages))

    @property
    def name(self) -> str:
        """The generation's name, as in gen-000042."""
        return self.manifest.generation

    def __len__(self) -> int:
        return self.manifest.passages

    def windows(self, encoder: str) -> Windows:
        """What is finer than passages, by one encoder; read when a question first needs it.

        Who is asked in one language only never holds what serves the others.
        """
        with self._reading:
            if encoder in self._unread:
                self._windows[encoder] = Windows(**self._unread.pop(encoder)())
            return self._windows[encoder]

    def sentences_of(self, row: int) -> slice:
        """Where the sentences of a passage stand among all sentences."""
        return slice(int(self.first_sentence[row]), int(self.first_sentence[row + 1]))

    def rows_of(self, document: int) -> Rows:
        """The rows of a document's passages; they follow each other."""
        first, last = np.searchsorted(self.document_of, [document, document + 1])
        return np.arange(first, last, dtype=np.int64)

    def close(self) -> None:
        """Let go of the files."""
        self.store.close()


def open_current(root: Path) -> tuple[Generation, list[IndexStateError]]:
    """The newest generation that verifies, and what was wrong with those passed over.

    The one that CURRENT names is tried first, then older ones, newest first. Raises the first
    fault when none will serve.
    """
    while True:
        pointer = _pointer(root)
        try:
            return _open(root)
        except IndexStateError:
            # A writer may have moved on and collected what was being opened: look again.
            if _pointer(root) == pointer:
                raise


def _pointer(root: Path) -> bytes:
    try:
        return (root / disk_format.CURRENT).read_bytes()
    except OSError:
        return b""


def _open(root: Path) -> tuple[Generation, list[IndexStateError]]:
    faults: list[IndexStateError] = []
    names = list(reversed(disk_format.generations(root)))
    try:
        first = disk_format.current(root)
        names = [first, *(n for n in names if int(n[4:]) < int(first[4:]))]
    except IndexCorruptError as fault:
        faults.append(fault)
    except IndexMissingError as fault:
        if not names:
            raise
        faults.append(fault)
    for name in names:
        try:
            return Generation(root / name), faults
        except IndexStateError as fault:
            faults.append(fault)
    raise faults[0]


def _columns(documents: list[tuple[str, str]]) -> DocumentColumns:
    heads = [json.loads(text) for _, text in documents]
    replaced = {old for head in heads for old in head["supersedes"]}
    groups = tuple(head["translation_of"] or head["id"] for head in heads)
    asks = [(row, ask) for row, head in enumerate(heads) for ask in head["asks"]]
    translations: dict[str, list[int]] = {}
    for row, group in enumerate(groups):
        translations.setdefault(group, []).append(row)
    verdict_questions: dict[str, list[int]] = {}
    for i, (row, ask) in enumerate(asks):
        if ask["verdict"]:
            verdict_questions.setdefault(groups[row], []).append(i)
    return DocumentColumns(
        ids=tuple(head["id"] for head in heads),
        groups=groups,
        translations={group: tuple(rows) for group, rows in translations.items()},
        languages=tuple(head["language"] for head in heads),
        jurisdictions=tuple(frozenset(head["jurisdictions"]) for head in heads),
        superseded=np.array([group in replaced for group in groups], bool),
        questions=tuple((ask["q"], ask["verdict"]) for _, ask in asks),
        question_document=np.array([row for row, _ in asks], np.int64),
        verdict_questions={
            group: np.array(places, np.int64) for group, places in verdict_questions.items()
        },
    )
