"""The knowledge base as the bot holds it: opened, searched, and renewed when the index changes."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import IndexIncompatibleError, IndexStateError, ModelError
from knowledge.index import disk_format, retriever
from knowledge.index.disk_format import EncoderSpec
from knowledge.index.encoders.onnx import Encoder, OnnxEncoder
from knowledge.index.evidence import Evidence, QuestionContext, gather_evidence
from knowledge.index.generation import Generation, open_current
from knowledge.index.retriever import Hit, Retriever
from knowledge.text.language import detect_language


def model_folder(home: Path, revision: str) -> Path:
    """Where the export of a model with these weights is kept."""
    return home / "models" / revision[:16]


def open_encoder(home: Path, spec: EncoderSpec, threads: int) -> Encoder:
    """The encoder that a manifest names; ModelError when its files are not here."""
    from knowledge.index.encoders import multilingual

    if spec.name == multilingual.NAME:
        return multilingual.MultilingualEncoder(threads=threads)
    folder = model_folder(home, spec.revision)
    if not folder.is_dir():
        raise ModelError(
            f"The model {spec.model} is not exported.", fix="Run: tradewind-index model"
        )
    return OnnxEncoder(folder, spec.name, threads=threads)


@dataclass(frozen=True)
class _Open:
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
        self._pointer = self._read_pointer()
        self._open = self._load(encoders)

    @property
    def generation(self) -> Generation:
        """The generation that is served now."""
        return self._open.generation

    @property
    def retriever(self) -> Retriever:
        """Search over that generation."""
        return self._open.retriever

    def prepare(self, text: str) -> None:
        """Begin to load the model that a question needs, beside whatever comes before its search.

        Only the first question that needs it has anything to load.
        """
        now = self._open
        chosen = set(now.retriever.compared(detect_language(text)).values())
        for encoder in now.encoders:
            name = encoder.spec.name
            if isinstance(encoder, OnnxEncoder) and name in chosen - self._prepared:
                self._prepared.add(name)
                encoder.prepare()

    def search(self, text: str, count: int = 10) -> list[Hit]:
        """The best passages for a question, best first."""
        return self._open.retriever.search(text, count)

    def evidence(self, text: str, context: QuestionContext) -> Evidence:
        """What the base has on a question; all of it from one generation."""
        return gather_evidence(self._open.retriever, text, context)

    def refresh(self) -> bool:
        """Whether a newer generation was found and is served from now on.

        Looks at one small file, so it may be called before every question. A generation that
        will not open leaves the one in use as it is.
        """
        pointer = self._read_pointer()
        if pointer == self._pointer:
            return False
        with self._lock:
            self._pointer = pointer
            before = self._open
            try:
                self._open = self._load(before.encoders)
            except (IndexStateError, ModelError):
                return False
        # Answers in the making keep the old files open; they go when the last lets go of them.
        return self._open.generation.name != before.generation.name

    def _read_pointer(self) -> str:
        try:
            return (self._root / disk_format.CURRENT).read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            return ""

    def _load(self, known: Sequence[Encoder]) -> _Open:
        generation, faults = open_current(self._root)
        self.faults = tuple(faults)
        have = {encoder.spec: encoder for encoder in known}
        encoders = tuple(
            have.get(spec) or open_encoder(self._home, spec, self._threads)
            for spec in generation.manifest.encoders
        )
        problem = retriever.check(generation.manifest.encoders, encoders)
        if problem:
            raise IndexIncompatibleError(problem)
        return _Open(generation, Retriever(generation, encoders), encoders)
