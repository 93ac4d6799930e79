"""The knowledge base as the bot uses it: opened, searched, and reopened when the index changes."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import IndexIncompatibleError, IndexStateError, ModelError
from knowledge.files import FileStamp, stamp_file
from knowledge.index import disk_format, source_record
from knowledge.index.disk_format import EncoderSpec
from knowledge.index.encoder_choice import find_encoder_mismatch
from knowledge.index.encoders.base import Encoder
from knowledge.index.encoders.onnx import OnnxEncoder
from knowledge.index.evidence import Evidence, QuestionContext, gather_evidence
from knowledge.index.generation import Generation, open_current
from knowledge.index.query import Hit
from knowledge.index.retriever import Retriever
from knowledge.index.source_record import SourceRecord
from knowledge.index.update_record import describe_trouble, read_update_record
from knowledge.text.language import detect_language


def model_directory(home: Path, revision: str) -> Path:
    """The folder of the exported model with these weights."""
    return home / "models" / revision[:16]


def open_encoder(home: Path, spec: EncoderSpec, threads: int) -> Encoder:
    """The encoder that a manifest names; ModelError when it was not exported to ``home``."""
    from knowledge.index.encoders import multilingual

    if spec.name == multilingual.NAME:
        return multilingual.MultilingualEncoder(threads=threads)
    folder = model_directory(home, spec.revision)
    # A link in the place of an export could lead out of the home.
    if folder.is_symlink() or not folder.is_dir():
        raise ModelError(
            f"The model {spec.model} is not exported.", fix="Run: tradewind-index model"
        )
    return OnnxEncoder(folder, spec.name, threads=threads)


@dataclass(frozen=True)
class _OpenIndex:
    generation: Generation
    retriever: Retriever
    encoders: tuple[Encoder, ...]


class Library:
    """Search and evidence over the current generation; safe to use from several threads."""

    def __init__(
        self, root: Path, home: Path, *, threads: int = 2, encoders: Sequence[Encoder] = ()
    ) -> None:
        """Open the index in ``root``.

        Encoders that are not given are opened as its manifest names them, from ``home``.
        """
        self._root, self._home, self._threads = root, home, threads
        self._lock = threading.Lock()
        self._prepared: set[str] = set()
        self.faults: tuple[IndexStateError, ...] = ()
        self._sources = SourceRecord()
        self._sources_stamp: FileStamp | None = None
        self._pointer = disk_format.read_pointer(root)
        self._open = self._load(encoders)

    @property
    def generation(self) -> Generation:
        """The generation that is searched now."""
        return self._open.generation

    @property
    def retriever(self) -> Retriever:
        """Search over that generation."""
        return self._open.retriever

    def prepare(self, text: str) -> None:
        """Begin to load the models that a question needs, in the background.

        Each model is loaded once.
        """
        opened = self._open
        chosen = set(opened.retriever.encoder_choice.by_language(detect_language(text)).values())
        for encoder in opened.encoders:
            name = encoder.spec.name
            if isinstance(encoder, OnnxEncoder) and name in chosen - self._prepared:
                self._prepared.add(name)
                encoder.load_in_background()

    def search(self, text: str, count: int = 10) -> list[Hit]:
        """The best passages for a question, best first."""
        return self._open.retriever.search(text, count)

    def evidence(self, text: str, context: QuestionContext) -> Evidence:
        """What the base has on a question, all from one generation."""
        return gather_evidence(self._open.retriever, text, context)

    def refresh(self) -> bool:
        """Open the newest generation if the index changed; True when another one is served now.

        Reads one small file, so it may be called before every question. A generation that
        cannot be opened leaves the one in use as it is.
        """
        pointer = disk_format.read_pointer(self._root)
        if pointer == self._pointer:
            return False
        with self._lock:
            self._pointer = pointer
            before = self._open
            try:
                self._open = self._load(before.encoders)
            except (IndexStateError, ModelError):
                return False
        # The old files are closed when the last answer that uses them is finished.
        return self._open.generation.name != before.generation.name

    @property
    def source_record(self) -> SourceRecord:
        """What became of the pages that the notes cite, as the last check found it."""
        try:
            stamp = stamp_file(self._root / source_record.FILE)
        except OSError:
            return SourceRecord()
        if stamp != self._sources_stamp:
            self._sources = source_record.read_source_record(self._root)
            self._sources_stamp = stamp
        return self._sources

    def describe_trouble(self, now: dt.datetime) -> str:
        """Why what is served may be out of date, in words, and what it is; empty when it is not.

        An update that failed and a generation that cannot be opened stop nobody who asks.
        """
        trouble = describe_trouble(read_update_record(self._root), now)
        if self.faults:
            trouble = "; ".join(filter(None, (trouble, "a newer generation cannot be opened")))
        manifest = self.generation.manifest
        served = f"serving {manifest.generation} of {manifest.built_at:%Y-%m-%d %H:%M} UTC"
        return f"{trouble}; {served}" if trouble else ""

    def _load(self, known: Sequence[Encoder]) -> _OpenIndex:
        generation, faults = open_current(self._root)
        self.faults = tuple(faults)
        have = {encoder.spec: encoder for encoder in known}
        encoders = tuple(
            have.get(spec) or open_encoder(self._home, spec, self._threads)
            for spec in generation.manifest.encoders
        )
        problem = find_encoder_mismatch(generation.manifest.encoders, encoders)
        if problem:
            raise IndexIncompatibleError(problem)
        return _OpenIndex(generation, Retriever(generation, encoders), encoders)
