"""Encoding with any model that gives one vector for each token, whatever runs that model."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Literal

import numpy as np
from pydantic import Field

from knowledge.index.arrays import Floats, Rows
from knowledge.index.disk_format import EncoderSpec, FileName, PlainText, Revision
from knowledge.index.encoders.base import (
    BATCH_TEXTS,
    Encoded,
    EncodedQuery,
    Progress,
    Span,
)
from knowledge.index.encoders.pooling import pool, slide_phrases
from knowledge.models import Sha256, Value

# Sizes and steps in tokens. Phrases overlap by half, so that some phrase holds any two neighbours.
PASSAGE_PHRASE_TOKENS, PASSAGE_STEP_TOKENS = 8, 4
QUERY_PHRASE_TOKENS, QUERY_STEP_TOKENS = 2, 1


class ModelCard(Value):
    """What an exported model is: written beside it by ``tradewind-index model``.

    ``files`` has the SHA-256 of each file; empty in an export by a version before there were any.
    """

    model: PlainText
    revision: Revision
    dim: int = Field(gt=0, le=8192)
    max_tokens: int = Field(gt=0, le=1 << 20)
    pooling: Literal["mean", "cls"]
    parity: float = Field(ge=-2, le=2)
    languages: tuple[PlainText, ...] = ()
    query_prefix: str = Field(default="", max_length=300)
    passage_prefix: str = Field(default="", max_length=300)
    files: dict[FileName, Sha256] = Field(default_factory=dict)

    def spec(self, name: str) -> EncoderSpec:
        """The card as it goes into a manifest."""
        return EncoderSpec(name=name, **self.model_dump(exclude={"pooling", "parity", "files"}))


class TokenEncoder(ABC):
    """The vectors of texts, pooled from token vectors; subclasses say how the model is run."""

    batch_texts = BATCH_TEXTS

    def __init__(self, card: ModelCard, name: str) -> None:
        """``card`` describes the model; ``name`` is the encoder's in the index."""
        self._card = card
        self.spec = card.spec(name)

    @abstractmethod
    def _encode_tokens(self, texts: Sequence[str]) -> Iterable[tuple[Floats, Rows]]:
        """Each text's token vectors (tokens, dim) and character offsets (tokens, 2)."""

    def encode_query(self, text: str) -> EncodedQuery:
        """The vectors of a question: of the whole, and of each two neighbouring tokens."""
        prefix = self._card.query_prefix
        ((tokens, offsets),) = self._encode_tokens([prefix + text])
        whole, _ = pool(tokens, offsets, [], self._card.pooling)
        vectors, spans = slide_phrases(tokens, offsets, QUERY_PHRASE_TOKENS, QUERY_STEP_TOKENS)
        shift = len(prefix)
        return EncodedQuery(whole, vectors, tuple((a - shift, b - shift) for a, b in spans))

    def encode_passages(
        self,
        texts: Sequence[str],
        spans: Sequence[Sequence[Span]],
        progress: Progress | None = None,
        *,
        phrases: bool = False,
    ) -> Encoded:
        """The vectors of texts, made in batches of like length (1.5x faster)."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]), reverse=True)
        none = np.zeros((0, self._card.dim), np.float32)
        vectors = np.zeros((len(texts), self._card.dim), np.float32)
        out = Encoded(vectors, [none] * len(texts), [none] * len(texts))
        for begin in range(0, len(order), self.batch_texts):
            batch = order[begin : begin + self.batch_texts]
            self._encode_batch(batch, texts, spans, out, phrases=phrases)
            if progress:
                progress(len(batch))
        return out

    def _encode_batch(
        self,
        batch: Sequence[int],
        texts: Sequence[str],
        spans: Sequence[Sequence[Span]],
        out: Encoded,
        *,
        phrases: bool,
    ) -> None:
        """Fill the places of one batch in ``out``."""
        prefix = self._card.passage_prefix
        found = self._encode_tokens([prefix + texts[i] for i in batch])
        for i, (tokens, offsets) in zip(batch, found, strict=True):
            shifted = [(a + len(prefix), b + len(prefix)) for a, b in spans[i]]
            out.passages[i], out.windows[i] = pool(tokens, offsets, shifted, self._card.pooling)
            if phrases:
                out.phrases[i], _ = slide_phrases(
                    tokens, offsets, PASSAGE_PHRASE_TOKENS, PASSAGE_STEP_TOKENS
                )
