"""A generation opened for serving: verified first, and the one before it when it is damaged."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge.errors import IndexCorruptError, IndexMissingError, IndexStateError
from knowledge.index import arrays, disk_format
from knowledge.index.arrays import Rows
from knowledge.index.bm25 import Bm25Index
from knowledge.index.disk_format import EncoderSpec
from knowledge.index.document_columns import build_columns
from knowledge.index.passages import PassageStore
from knowledge.index.vectors import Vectors


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
    def has_phrases(self) -> bool:
        """Whether vectors of phrases were stored."""
        return bool(len(self.phrases))

    def phrases_of(self, row: int) -> npt.NDArray[np.float16]:
        """The vectors of a passage's phrases. Shape (phrases, dim)."""
        return self.phrases[self.first_phrase[row] : self.first_phrase[row + 1]]


class Generation:
    """One verified generation, open for reading."""

    def __init__(self, directory: Path) -> None:
        """Verify every file, then open them; IndexCorruptError names the first that is wrong."""
        stamps = disk_format.stamp_files(directory)
        self.manifest = disk_format.verify_generation(directory)
        self.directory = directory
        self.language_names = tuple(sorted(self.manifest.languages))
        self._windows: dict[str, Windows] = {}
        self._unread: dict[str, Callable[[], dict[str, arrays.Array]]] = {}
        self._reading = threading.Lock()
        try:
            self._open_files()
            self._check_sizes()
        except IndexStateError:
            raise
        except OSError as error:
            raise disk_format.unreadable(directory.name, "one of its files", error) from error
        except Exception as error:
            # The checksums held, so the file was written wrongly.
            problem = f"cannot be opened ({type(error).__name__})"
            raise IndexCorruptError(directory.name, "one of its files", problem) from error
        if disk_format.stamp_files(directory) != stamps:
            # What was opened need not be what was verified.
            raise IndexCorruptError(directory.name, "a file", "changed while it was opened")

    def _open_files(self) -> None:
        directory = self.directory
        self.store = PassageStore(directory / disk_format.PASSAGES, self.manifest.documents)
        self.documents = build_columns(self.store.documents())
        self.bm25 = Bm25Index.open(directory / disk_format.LEXICAL)
        rows = arrays.load_arrays(directory / disk_format.ROWS)
        self.document_of: Rows = rows["document"]
        self.first_sentence: Rows = rows["sentence"]
        self.lengths: Rows = rows["length"]
        self.languages: npt.NDArray[np.int16] = rows["language"]
        self.vector_rows: dict[str, Rows] = {}
        self.vectors: dict[str, Vectors] = {}
        for spec in self.manifest.encoders:
            self.vector_rows[spec.name] = rows[f"rows-{spec.name}"]
            self._open_vectors(spec)

    def _open_vectors(self, spec: EncoderSpec) -> None:
        file = self.directory / disk_format.vectors_file(spec.name)
        self.vectors[spec.name] = Vectors.open(file, self.manifest.vectors[spec.name], spec.dim)
        shapes: dict[str, arrays.Shape] = {
            "sentences": (self.manifest.sentences, spec.dim),
            "asks": (len(self.documents.questions), spec.dim),
            "phrases": (None, spec.dim),
            "first_phrase": (self.manifest.passages + 1,),
        }
        windows = self.directory / disk_format.windows_file(spec.name)
        self._unread[spec.name] = arrays.open_lazily(windows, shapes)

    def _check_sizes(self) -> None:
        """ValueError when a file speaks of other rows than the manifest counts.

        The arrays index each other, and what a search allocates goes by the counts.
        """
        made, size = self.manifest, self.manifest.passages
        columns = (self.document_of, self.lengths, self.languages)
        sound = (
            [len(column) for column in columns] == [size] * 3
            and len(self.documents.ids) == made.documents
            and _is_within(self.document_of, made.documents)
            and _is_within(self.languages, len(made.languages))
            and _are_boundaries(self.first_sentence, size, made.sentences)
            and self.bm25.is_sound(size)
            and all(_is_within(rows, size) for rows in self.vector_rows.values())
            and all(len(rows) == len(self.vectors[n]) for n, rows in self.vector_rows.items())
        )
        if not sound:
            raise ValueError("holds other rows than the manifest counts")

    @property
    def name(self) -> str:
        """The generation's name, as in gen-000042."""
        return self.manifest.generation

    def __len__(self) -> int:
        return self.manifest.passages

    def windows(self, encoder: str) -> Windows:
        """The vectors of sentences, questions and phrases by one encoder, read on first use.

        A process that is asked in one language only never loads those of the others.
        """
        with self._reading:
            if encoder in self._unread:
                found = Windows(**self._unread.pop(encoder)())
                if not _are_boundaries(found.first_phrase, len(self), len(found.phrases)):
                    file = disk_format.windows_file(encoder)
                    raise IndexCorruptError(self.name, file, "counts other phrases than it holds")
                self._windows[encoder] = found
            return self._windows[encoder]

    def sentences_of(self, row: int) -> slice:
        """The places of a passage's sentences among all sentences."""
        return slice(int(self.first_sentence[row]), int(self.first_sentence[row + 1]))

    def rows_of(self, document: int) -> Rows:
        """The rows of a document's passages; they follow each other."""
        first, last = np.searchsorted(self.document_of, [document, document + 1])
        return np.arange(first, last, dtype=np.int64)

    def close(self) -> None:
        """Close the files."""
        self.store.close()


def open_current(root: Path) -> tuple[Generation, list[IndexStateError]]:
    """The newest generation that verifies, and the faults of those passed over.

    The one that CURRENT names is tried first, then older ones, newest first. Raises the first
    fault when none can be opened.
    """
    while True:
        pointer = disk_format.read_pointer(root)
        try:
            return _open_newest(root)
        except IndexStateError:
            # A writer may have published anew and collected what was being opened: try again.
            if disk_format.read_pointer(root) == pointer:
                raise


def _is_within(numbers: npt.NDArray[Any], bound: int) -> bool:
    return numbers.ndim == 1 and bool(((numbers >= 0) & (numbers < bound)).all())


def _are_boundaries(places: Rows, parts: int, total: int) -> bool:
    """Whether the places divide ``total`` things into ``parts`` runs, one after another."""
    return (
        places.shape == (parts + 1,)
        and int(places[0]) == 0
        and int(places[-1]) == total
        and bool((np.diff(places) >= 0).all())
    )


def _open_newest(root: Path) -> tuple[Generation, list[IndexStateError]]:
    faults: list[IndexStateError] = []
    names = list(reversed(disk_format.list_generations(root)))
    try:
        first = disk_format.read_current(root)
        names = [first, *disk_format.older_generations(names, first)]
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
