"""What an encoder is: text in, unit vectors out. The protocol, and the values it returns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from knowledge.index.arrays import Floats
from knowledge.index.disk_format import EncoderSpec

Span = tuple[int, int]
Progress = Callable[[int], None]
BATCH_TEXTS = 32


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

    def encode_query(self, text: str) -> EncodedQuery:
        """The vectors of a question."""
        ...

    def encode_passages(
        self,
        texts: Sequence[str],
        spans: Sequence[Sequence[Span]],
        progress: Progress | None = None,
        *,
        phrases: bool = False,
    ) -> Encoded:
        """The vectors of texts, of the character spans in each, and of its phrases if wanted."""
        ...


def unit(vectors: Floats) -> Floats:
    """The vectors, each scaled to length 1; zero vectors stay zero."""
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    out: Floats = (vectors / np.maximum(norms, 1e-12)).astype(np.float32)
    return out
