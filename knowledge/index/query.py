"""A question prepared for search, and the passages that search returns for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.index.arrays import Floats
from knowledge.index.encoders.base import EncodedQuery


@dataclass(frozen=True)
class Query:
    """A question with its language and its vectors.

    ``encoder_of`` names, for each language that is searched, the encoder that compares it with
    the question; ``encoded`` holds the question's vectors by each of these encoders.
    """

    text: str
    language: str
    encoder_of: Mapping[str, str]
    encoded: Mapping[str, EncodedQuery]

    @property
    def vectors(self) -> dict[str, Floats]:
        """The question's vector by each encoder. Shape (dim,)."""
        return {name: encoded.vector for name, encoded in self.encoded.items()}


@dataclass(frozen=True)
class Hit:
    """A passage that may answer, with the parts that its score is made of.

    ``meaning`` and ``window`` are cosines in standard deviations above noise, of the whole
    passage and of its best sentence; ``words`` is BM25 as a share of the best passage's;
    ``cover`` is the share of the question's weight in words that the passage holds; ``asked`` is
    the cosine of the nearest question in the note's front matter.
    """

    row: int
    document: int
    score: float
    meaning: float
    window: float
    words: float
    cover: float
    asked: float
