"""How near passages, their sentences and the notes' own questions are to a question in meaning.

Cosines of different encoders live on different scales, so each is measured in standard
deviations above what unrelated texts score (``Noise``).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np

from knowledge.index.arrays import Floats, Rows, concatenate_ranges
from knowledge.index.generation import Generation
from knowledge.index.query import Query

# Questions of front matter whose notes become candidates, per encoder.
_NEAREST_ASKS = 8


class MeaningScorer:
    """Scores by vectors over one generation."""

    def __init__(self, generation: Generation) -> None:
        """Nothing but the rows of the vectors is read until it is needed."""
        self._generation = generation
        self._languages = generation.language_names
        self._position = {
            name: _invert(rows, len(generation)) for name, rows in generation.vector_rows.items()
        }
        # On the instance, as a cache of the function would keep a replaced index in memory.
        self.asks = cache(self._asks)

    def _asks(self, encoder: str) -> Floats:
        """An encoder's vectors of the questions in front matter. Shape (questions, dim)."""
        return self._generation.windows(encoder).asks.astype(np.float32)

    def nearest(self, query: Query, count: int) -> Iterator[Rows]:
        """For each encoder, the rows of at most ``count`` passages nearest to the question."""
        for name, vector in query.vectors.items():
            served = self._served(query, name)
            near, _ = self._generation.vectors[name].search(vector, 2 * count)
            rows = self._generation.vector_rows[name][near]
            if len(served) < len(self._languages):
                rows = rows[np.isin(self._generation.languages[rows], served)]
            yield rows[:count]

    def nearest_by_ask(self, query: Query) -> Iterator[Rows]:
        """The rows of each document whose front matter asks nearly the same question."""
        documents = self._generation.documents
        for name, vector in query.vectors.items():
            similar = self.asks(name) @ vector
            for ask in np.argsort(-similar)[:_NEAREST_ASKS]:
                yield self._generation.rows_of(int(documents.question_document[ask]))

    def score(self, query: Query, rows: Rows) -> tuple[Floats, Floats]:
        """The passage's and its best sentence's deviations above noise. Shapes (rows,)."""
        meaning, window = np.zeros(len(rows), np.float32), np.zeros(len(rows), np.float32)
        written = self._generation.languages[rows]
        for name, vector in query.vectors.items():
            here = np.isin(written, self._served(query, name))
            mine = rows[here]
            if not len(mine):
                continue
            noise = self._generation.manifest.vectors[name].noise
            positions = self._position[name][mine]
            cosines = self._generation.vectors[name].vectors(positions) @ vector
            meaning[here] = (cosines - noise.mean) / noise.deviation
            best = self._best_sentence(name, vector, mine, cosines)
            window[here] = (best - noise.mean) / noise.deviation
        return meaning, window

    def score_asks(self, query: Query) -> Floats:
        """By document, the cosine of the nearest question in its front matter, at least 0."""
        documents = self._generation.documents
        best = np.zeros(len(documents.ids), np.float32)
        for name, vector in query.vectors.items():
            np.maximum.at(best, documents.question_document, self.asks(name) @ vector)
        return best

    def _served(self, query: Query, encoder: str) -> list[int]:
        """The codes of the languages that an encoder compares with the question."""
        chosen = query.encoder_of
        return [i for i, lang in enumerate(self._languages) if chosen.get(lang) == encoder]

    def _best_sentence(self, encoder: str, vector: Floats, rows: Rows, whole: Floats) -> Floats:
        """The cosine of each passage's best sentence; the passage's own where it has none."""
        first = self._generation.first_sentence
        begins, ends = first[rows], first[rows + 1]
        sentences, starts = concatenate_ranges(begins, ends)
        vectors = self._generation.windows(encoder).sentences[sentences].astype(np.float32)
        scores = vectors @ vector
        best = whole.copy()
        filled = np.flatnonzero(ends > begins)
        if len(filled):
            best[filled] = np.maximum.reduceat(scores, starts[filled])
        return best


def _invert(rows: Rows, size: int) -> Rows:
    """Where the vector of each passage row stands among an encoder's vectors; -1 for none."""
    out = np.full(size, -1, np.int64)
    out[rows] = np.arange(len(rows))
    return out
