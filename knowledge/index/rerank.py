"""Reranking of the best passages of a large base by phrases, neighbours and ranks.

A linear score over the first scores and three features more: how well each phrase of the
question matches some phrase of the passage (late interaction, as in Khattab & Zaharia's ColBERT,
2020, over means of eight tokens instead of tokens), how well the neighbouring passages score, and
the passage's rank by each single measure. Half of the final score is that sum, half a small
forest of decision trees over the same features (LambdaMART: Burges, "From RankNet to LambdaRank
to LambdaMART", 2010), which models their interactions. ``indexer/training/reranker.py`` trains it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np

from knowledge.digests import packaged_files
from knowledge.index.arrays import Floats, Rows, concatenate_ranges
from knowledge.index.encoders.base import EncodedQuery
from knowledge.index.forest import Forest
from knowledge.index.generation import Windows

# Small bases have too few rivals to need it; in huge ones phrases would fill the memory.
MIN_PASSAGES, MAX_PASSAGES = 2000, 100_000
# Candidates that are reranked.
DEPTH = 64

# Listwise regression on questions of a public regulatory benchmark; cross-validated there.
WEIGHTS = {
    "meaning": -0.2, "window": 0.6, "words": 2.8, "pairs": 2.2, "cover": 4.5, "peak": 1.7,
    "length": -1.0, "share": -3.5, "near_meaning": 0.1, "near_words": 0.6, "phrases": 10.0,
    "rank_meaning": 0.0, "rank_words": 0.8, "rank_window": 0.3, "rank_phrases": 0.7,
}  # fmt: skip


def is_reranked(passages: int, questions: int) -> bool:
    """Whether a base of this many passages is reranked, and needs vectors of phrases for it.

    The reranker was trained on passages without ``questions`` of their own in front matter. Where
    there are any they say more than it does, and it would drown them.
    """
    return MIN_PASSAGES <= passages <= MAX_PASSAGES and not questions


@dataclass(frozen=True)
class Features:
    """The features of the candidates, by name. Shapes (candidates,)."""

    columns: dict[str, Floats]

    def score(self) -> Floats:
        """The mean of the weighted sum and the forest's score, both standardised."""
        total = sum(weight * self.columns[name] for name, weight in WEIGHTS.items())
        out: Floats = _standardise(np.asarray(total, np.float32))
        return (out + _standardise(load_forest().score(self.table()))) / np.float32(2)

    def table(self) -> Floats:
        """The columns side by side, and again as deviations from this question's candidates."""
        plain = np.stack([self.columns[name] for name in WEIGHTS], axis=1).astype(np.float32)
        relative = (plain - plain.mean(axis=0)) / (plain.std(axis=0) + np.float32(1e-6))
        return np.concatenate([plain, relative], axis=1)


def _standardise(values: Floats) -> Floats:
    out: Floats = (values - values.mean()) / (values.std() + np.float32(1e-6))
    return out


@cache
def load_forest() -> Forest:
    """The forest that comes with the package; ModelError when its file is damaged."""
    files = packaged_files(Path(__file__).parent, "The reranker")
    return Forest.load(BytesIO(files.read("forest.npz")))


def score_phrases(query: EncodedQuery, weights: Floats, windows: Windows, rows: Rows) -> Floats:
    """The weighted mean, over the question's phrases, of the best cosine in each passage."""
    out = np.zeros(len(rows), np.float32)
    if not len(query.phrases) or not windows.has_phrases:
        return out
    begins, ends = windows.first_phrase[rows], windows.first_phrase[rows + 1]
    phrases, starts = concatenate_ranges(begins, ends)
    cosines = query.phrases @ windows.phrases[phrases].astype(np.float32).T
    filled = np.flatnonzero(ends > begins)
    best = np.maximum.reduceat(cosines, starts[filled], axis=1)
    out[filled] = weights @ best / np.float32(max(float(weights.sum()), 1e-6))
    return out


def reciprocal_rank(values: Floats) -> Floats:
    """1 / place of each value, the greatest value having place 1."""
    place = np.empty(len(values), np.int64)
    place[np.argsort(-values, kind="stable")] = np.arange(len(values))
    out: Floats = (1.0 / (1.0 + place)).astype(np.float32)
    return out


def find_neighbours(rows: Rows, owner: Rows) -> tuple[Rows, Rows]:
    """The rows before and after each row; the row itself at the edge of its document."""
    size = len(owner)
    before, after = np.maximum(rows - 1, 0), np.minimum(rows + 1, size - 1)
    before = np.where(owner[before] == owner[rows], before, rows)
    after = np.where(owner[after] == owner[rows], after, rows)
    return before, after
