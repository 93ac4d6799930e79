"""Decision trees as plain arrays: read from a file, asked all at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge.index.encoders.onnx import Floats

Nodes = npt.NDArray[np.int16]


@dataclass(frozen=True)
class Forest:
    """Binary trees of equal room. Arrays of shape (trees, nodes); a leaf is its own child.

    A candidate goes to ``low`` where its feature is at most the threshold, else to ``high``.
    """

    feature: Nodes
    threshold: Floats
    low: Nodes
    high: Nodes
    value: Floats
    depth: int

    @classmethod
    def read(cls, file: Path) -> Forest:
        """The forest that ``write`` kept in a file."""
        with np.load(file, allow_pickle=False) as kept:
            return cls(
                kept["feature"],
                kept["threshold"],
                kept["low"],
                kept["high"],
                kept["value"],
                int(kept["depth"]),
            )

    def write(self, file: Path) -> None:
        """Keep the forest in a file."""
        np.savez_compressed(
            file,
            feature=self.feature,
            threshold=self.threshold,
            low=self.low,
            high=self.high,
            value=self.value,
            depth=np.int64(self.depth),
        )

    def score(self, table: Floats) -> Floats:
        """The sum of the leaves that each row of a table of features falls into. Shape (rows,)."""
        trees = np.arange(len(self.feature))[None, :]
        node = np.zeros((len(table), len(self.feature)), np.int64)
        rows = np.arange(len(table))[:, None]
        for _ in range(self.depth):
            below = table[rows, self.feature[trees, node]] <= self.threshold[trees, node]
            node = np.where(below, self.low[trees, node], self.high[trees, node])
        out: Floats = self.value[trees, node].sum(axis=1, dtype=np.float32)
        return out
