"""A closer look at the best passages of a large base: phrases, neighbours, places in each list.

A linear score over what the first look found and three things more: how well each phrase of the
question is met by some phrase of the passage (late interaction, as in Khattab & Zaharia's ColBERT,
2020, over means of eight tokens instead of tokens), how well the passages beside it do, and its
rank by each single measure. Half of the final score is that sum, half a small forest of decision
trees over the same measures (LambdaMART: Burges, "From RankNet to LambdaRank to LambdaMART",
2010), which knows that a measure means more beside some others. ``indexer/training/reranker.py``
trains it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from knowledge.index.encoders.onnx import EncodedQuery, Floats
from knowledge.index.forest import Forest
from knowledge.index.generation import Windows

if TYPE_CHECKING:
    from knowledge.index.retriever import Rows

# Small bases have too few rivals to need it; in huge ones phrases would fill the memory.
LEAST, MOST = 2000, 100_000
DEPTH = 64

# Listwise regression on questions of a public regulatory benchmark; cross-validated there.
WEIGHTS = {
    "meaning": -0.2, "window": 0.6, "words": 2.8, "pairs": 2.2, "cover": 4.5, "peak": 1.7,
    "length": -1.0, "share": -3.5, "near_meaning": 0.1, "near_words": 0.6, "phrases": 10.0,
    "rank_meaning": 0.0, "rank_words": 0.8, "rank_window": 0.3, "rank_phrases": 0.7,
}  # fmt: skip


@dataclass(frozen=True)
class Features:
    """What is known of each candidate, column by column. Shapes (candidates,)."""

    columns: dict[str, Floats]

    def score(self) -> Floats:
        """The weighted sum and the forest's opinion, each in standard deviations, in mean."""
        total = sum(weight * self.columns[name] for name, weight in WEIGHTS.items())
        out: Floats = _standard(np.asarray(total, np.float32))
        return (out + _standard(forest().score(self.table()))) / np.float32(2)

    def table(self) -> Floats:
        """The columns side by side, and again as deviations from this question's candidates."""
        plain = np.stack([self.columns[name] for name in WEIGHTS], axis=1).astype(np.float32)
        relative = (plain - plain.mean(axis=0)) / (plain.std(axis=0) + np.float32(1e-6))
        return np.concatenate([plain, relative], axis=1)


def _standard(values: Floats) -> Floats:
    out: Floats = (values - values.mean()) / (values.std() + np.float32(1e-6))
    return out


@cache
def forest() -> Forest:
    """The trees that come with the package."""
    return Forest.read(Path(__file__).with_name("forest.npz"))


def phrases(query: EncodedQuery, weights: Floats, windows: Windows, rows: Rows) -> Floats:
    """How well each passage meets the question's phrases: their best cosines, weighted, in mean."""
    if not len(query.phrases) or not windows.detailed:
        return np.zeros(len(rows), np.float32)
    begins, ends = windows.first_phrase[rows], windows.first_phrase[rows + 1]
    counts = ends - begins
    flat = np.repeat(begins - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
    cosines = query.phrases @ windows.phrases[flat].astype(np.float32).T
    out = np.zeros(len(rows), np.float32)
    filled = np.flatnonzero(counts)
    starts = (np.cumsum(counts) - counts)[filled]
    best = np.maximum.reduceat(cosines, starts, axis=1)
    out[filled] = weights @ best / np.float32(max(float(weights.sum()), 1e-6))
    return out


def reciprocal_rank(values: Floats) -> Floats:
    """One over the place of each value, the greatest first."""
    place = np.empty(len(values), np.int64)
    place[np.argsort(-values, kind="stable")] = np.arange(len(values))
    out: Floats = (1.0 / (1.0 + place)).astype(np.float32)
    return out


def beside(rows: Rows, owner: npt.NDArray[np.int64]) -> tuple[Rows, Rows]:
    """The rows before and after each row; the row itself at the edge of its document."""
    size = len(owner)
    before, after = np.maximum(rows - 1, 0), np.minimum(rows + 1, size - 1)
    before = np.where(owner[before] == owner[rows], before, rows)
    after = np.where(owner[after] == owner[rows], after, rows)
    return before, after
