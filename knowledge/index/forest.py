"""Decision trees as plain arrays, evaluated for all candidates at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from knowledge.index.arrays import Floats

Nodes = npt.NDArray[np.int16]


@dataclass(frozen=True)
class Forest:
    """Binary trees. Arrays of shape (trees, nodes); a leaf is its own child.

    A candidate goes to ``low`` where its feature is at most the threshold, else to ``high``.
    """

    feature: Nodes
    threshold: Floats
    low: Nodes
    high: Nodes
    value: Floats
    depth: int

    @classmethod
    def load(cls, file: Path | BinaryIO) -> Forest:
        """The forest in a file written by ``save``."""
        with np.load(file, allow_pickle=False) as saved:
            return cls(
                saved["feature"],
                saved["threshold"],
                saved["low"],
                saved["high"],
                saved["value"],
                int(saved["depth"]),
            )

    def save(self, file: Path) -> None:
        """Write the forest into a file."""
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
        """The sum of the leaf values that each row of features falls into. Shape (rows,)."""
        trees = np.arange(len(self.feature))[None, :]
        node = np.zeros((len(table), len(self.feature)), np.int64)
        rows = np.arange(len(table))[:, None]
        for _ in range(self.depth):
            below = table[rows, self.feature[trees, node]] <= self.threshold[trees, node]
            node = np.where(below, self.low[trees, node], self.high[trees, node])
        out: Floats = self.value[trees, node].sum(axis=1, dtype=np.float32)
        return out
