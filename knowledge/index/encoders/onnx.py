"""From texts to vectors, on onnxruntime: one forward pass gives a passage and all its sentences.

A passage's vector is the mean of its token vectors, as sentence-transformers makes it; the
vector of a sentence is the mean over that sentence's tokens in the same pass, so it costs
nothing more and knows its surroundings.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np
import numpy.typing as npt

from knowledge.errors import ModelError
from knowledge.index.disk_format import EncoderSpec
from knowledge.models import Value

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Floats = npt.NDArray[np.float32]
Span = tuple[int, int]
Progress = Callable[[int], None]
BATCH = 32


# Phrases overlap by half, so that no two neighbouring words are always parted.
PASSAGE_PHRASE, PASSAGE_STEP = 8, 4
QUERY_PHRASE, QUERY_STEP = 2, 1


@dataclass(frozen=True)
class Encoded:
    """Vectors of texts, of spans in them, and of their phrases, all of length 1.

    Shapes: ``passages`` (texts, dim); in each item of ``windows`` (spans, dim) and of ``phrases``
    (phrases, dim), the latter empty where none were asked for or the model makes none.
    """

    passages: Floats
    windows: list[Floats]
    phrases: list[Floats]


@dataclass(frozen=True)
class EncodedQuery:
    """The vector of a question, and those of its phrases with their character spans."""

    vector: Floats
    phrases: Floats
    spans: tuple[Span, ...] = ()


class Encoder(Protocol):
    """A model that makes unit vectors of texts; passages and queries in one space."""

    @property
    def spec(self) -> EncoderSpec:
        """Which model this is."""
        ...

    def query(self, text: str) -> EncodedQuery:
        """A question's vectors."""
        ...

    def passages(
        self,
        texts: Sequence[str],
        spans: Sequence[Sequence[Span]],
        progress: Progress | None = None,
        *,
        phrases: bool = False,
    ) -> Encoded:
        """The vectors of texts, of the character spans in each, and of its phrases if wanted."""
        ...


def slide(
    tokens: Floats, offsets: npt.NDArray[np.int64], size: int, step: int
) -> tuple[Floats, list[Span]]:
    """Unit vectors of overlapping runs of ``size`` tokens, and the characters that each spans."""
    real = np.flatnonzero(offsets[:, 1] > offsets[:, 0])
    if not len(real):
        return np.zeros((0, tokens.shape[1]), np.float32), []
    begins = range(0, max(len(real) - size, 0) + step, step) if len(real) > size else (0,)
    runs = [real[begin : begin + size] for begin in begins]
    runs = [run for run in runs if len(run)]
    # Each token counts alike, whatever its length.
    even = unit(tokens)
    vectors = unit(np.array([even[run].sum(axis=0) for run in runs], np.float32))
    return vectors, [(int(offsets[run[0], 0]), int(offsets[run[-1], 1])) for run in runs]


class ModelCard(Value):
    """What an exported model is: written beside it by ``tradewind-index model``."""

    model: str
    revision: str
    dim: int
    max_tokens: int
    pooling: Literal["mean", "cls"]
    parity: float
    languages: tuple[str, ...] = ()
    query_prefix: str = ""
    passage_prefix: str = ""

    def spec(self, name: str) -> EncoderSpec:
        """The card as it goes into a manifest."""
        return EncoderSpec(name=name, **self.model_dump(exclude={"pooling", "parity"}))


@dataclass(frozen=True)
class Tokens:
    """A batch of token ids with their mask, and where each token stands in its text."""

    ids: npt.NDArray[np.int64]
    mask: npt.NDArray[np.int64]
    offsets: list[npt.NDArray[np.int64]]


def unit(vectors: Floats) -> Floats:
    """The vectors, each scaled to length 1; zero vectors stay zero."""
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    out: Floats = (vectors / np.maximum(norms, 1e-12)).astype(np.float32)
    return out


def pool(
    tokens: Floats, offsets: npt.NDArray[np.int64], spans: Sequence[Span], pooling: str
) -> tuple[Floats, Floats]:
    """The unit vector of a text and those of its spans, from its token vectors.

    A span past the model's token limit, or one without a token, takes the text's vector.
    """
    whole = tokens[0] if pooling == "cls" else tokens.mean(axis=0)
    windows = np.tile(whole, (len(spans), 1))
    real = offsets[:, 1] > offsets[:, 0]
    for i, (start, end) in enumerate(spans):
        inside = real & (offsets[:, 0] >= start) & (offsets[:, 1] <= end)
        if inside.any():
            windows[i] = tokens[inside].mean(axis=0)
    return unit(whole), unit(windows)


class OnnxEncoder:
    """An exported sentence-transformers model, run on onnxruntime without torch.

    Only the card is read at first; the model itself is loaded by the first text, so that a
    question in a language it does not serve never pays for it.
    """

    def __init__(self, directory: Path, name: str, *, threads: int = 0) -> None:
        """Use the export in ``directory``; ``threads`` 0 means one per core."""
        self._directory = directory
        self._threads = threads
        self._loading = threading.Lock()
        try:
            blob = (directory / "card.json").read_bytes()
            self._card = ModelCard.model_validate_json(blob)
        except (OSError, ValueError) as error:
            raise self._broken(error) from error
        self.spec = self._card.spec(name)

    def _broken(self, error: Exception) -> ModelError:
        return ModelError(
            f"The model in {self._directory.name} cannot be loaded ({type(error).__name__}).",
            fix="Run: tradewind-index model --force",
        )

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        try:
            tokenizer = Tokenizer.from_file(str(self._directory / "tokenizer.json"))
        except Exception as error:
            raise self._broken(error) from error
        tokenizer.enable_truncation(self._card.max_tokens)
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _session(self) -> InferenceSession:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.log_severity_level = 3
        # Idle threads that spin would take the cores from whatever runs next.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            return onnxruntime.InferenceSession(
                str(self._directory / "tokens.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:
            raise self._broken(error) from error

    def prepare(self) -> None:
        """Load the model in a thread of its own: reading it takes a core, and no Python.

        What it needs of Python is imported first; two threads in Python only wait on each other.
        """
        import onnxruntime  # noqa: F401 (as above)

        threading.Thread(target=self._ready, daemon=True).start()

    def _ready(self) -> None:
        # A model that will not load says so to the first question.
        with suppress(ModelError), self._loading:
            _ = self._session

    def query(self, text: str) -> EncodedQuery:
        """A question's vectors: of the whole, and of each two neighbouring tokens."""
        shift = len(self._card.query_prefix)
        ((tokens, offsets),) = self._run([self._card.query_prefix + text])
        whole, _ = pool(tokens, offsets, [], self._card.pooling)
        vectors, spans = slide(tokens, offsets, QUERY_PHRASE, QUERY_STEP)
        return EncodedQuery(whole, vectors, tuple((a - shift, b - shift) for a, b in spans))

    def passages(
        self,
        texts: Sequence[str],
        spans: Sequence[Sequence[Span]],
        progress: Progress | None = None,
        *,
        phrases: bool = False,
    ) -> Encoded:
        """The vectors of texts, made in batches of like length (1.5x faster)."""
        prefix = self._card.passage_prefix
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]), reverse=True)
        none = np.zeros((0, self._card.dim), np.float32)
        out = Encoded(
            np.zeros((len(texts), self._card.dim), np.float32),
            [none] * len(texts),
            [none] * len(texts),
        )
        for begin in range(0, len(order), BATCH):
            batch = order[begin : begin + BATCH]
            found = self._run([prefix + texts[i] for i in batch])
            for i, (tokens, offsets) in zip(batch, found, strict=True):
                shifted = [(a + len(prefix), b + len(prefix)) for a, b in spans[i]]
                out.passages[i], out.windows[i] = pool(tokens, offsets, shifted, self._card.pooling)
                if phrases:
                    out.phrases[i], _ = slide(tokens, offsets, PASSAGE_PHRASE, PASSAGE_STEP)
            if progress:
                progress(len(batch))
        return out

    def _run(self, texts: Sequence[str]) -> Iterator[tuple[Floats, npt.NDArray[np.int64]]]:
        """The token vectors of each text, and where its tokens stand."""
        with self._loading:
            tokenizer, session = self._tokenizer, self._session
        batch = _tokenized(tokenizer, texts)
        (tokens,) = session.run(["tokens"], {"input_ids": batch.ids, "attention_mask": batch.mask})
        for row, offsets in enumerate(batch.offsets):
            yield tokens[row, : len(offsets)], offsets


def _tokenized(tokenizer: Tokenizer, texts: Sequence[str]) -> Tokens:
    encoded = tokenizer.encode_batch(list(texts))
    width = max(len(item.ids) for item in encoded)
    ids = np.zeros((len(texts), width), np.int64)
    mask = np.zeros((len(texts), width), np.int64)
    for row, item in enumerate(encoded):
        ids[row, : len(item.ids)] = item.ids
        mask[row, : len(item.ids)] = 1
    offsets = [np.array(item.offsets, np.int64).reshape(-1, 2) for item in encoded]
    return Tokens(ids, mask, offsets)
