"""An encoder for tests: exact, quick, and without a model."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from knowledge.index.arrays import Floats
from knowledge.index.disk_format import EncoderSpec
from knowledge.index.encoders.base import Encoded, EncodedQuery, Progress, Span, unit

# Texts of several lengths and scripts.
TEXTS = [
    "Can a Russian company pay a foreign supplier in bitcoin?",
    "A wire.",
    "word " * 400,
    "Ёжик платит 5 ₽, 支付 €40,000.",
    "",
]


class WordEncoder:
    """An encoder for tests: a text is the sum of one random direction for each of its words."""

    def __init__(
        self, name: str = "main", revision: str = "1", languages: Sequence[str] = ()
    ) -> None:
        self.spec = EncoderSpec(
            name=name, model="words", revision=revision.rjust(16, "0"), dim=64, max_tokens=999,
            languages=tuple(languages),
        )  # fmt: skip
        self.encoded = 0

    def encode_query(self, text: str) -> EncodedQuery:
        return EncodedQuery(unit(self._sum(text)[None])[0], np.zeros((0, 64), np.float32))

    def encode_passages(
        self,
        texts: Sequence[str],
        spans: Sequence[Sequence[Span]],
        progress: Progress | None = None,
        *,
        phrases: bool = False,
    ) -> Encoded:
        self.encoded += len(texts)
        vectors = unit(np.array([self._sum(text) for text in texts]))
        windows = [
            unit(np.array([self._sum(text[a:b]) for a, b in each]).reshape(len(each), 64))
            for text, each in zip(texts, spans, strict=True)
        ]
        if progress:
            progress(len(texts))
        return Encoded(vectors, windows, [np.zeros((0, 64), np.float32)] * len(texts))

    @staticmethod
    def _sum(text: str) -> Floats:
        total = np.full(64, 1e-3, np.float32)
        for word in text.lower().split():
            seed = int.from_bytes(hashlib.sha256(word.strip(".,?!").encode()).digest()[:4], "big")
            total += np.random.default_rng(seed).standard_normal(64).astype(np.float32)
        return total
