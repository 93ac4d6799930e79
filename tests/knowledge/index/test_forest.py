"""Trees as arrays."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from knowledge.index.forest import Forest

# Feature 0 up to 0.5: 1; above: 2, or 3 where feature 1 is above -1. And a tree that is a leaf.
FOREST = Forest(
    feature=np.array([[0, 0, 1, 0, 0], [0] * 5], np.int16),
    threshold=np.array([[0.5, 0, -1, 0, 0], [0] * 5], np.float32),
    low=np.array([[1, 1, 3, 3, 4], [0, 1, 2, 3, 4]], np.int16),
    high=np.array([[2, 1, 4, 3, 4], [0, 1, 2, 3, 4]], np.int16),
    value=np.array([[0, 1, 0, 2, 3], [10, 0, 0, 0, 0]], np.float32),
    depth=2,
)


def test_a_candidate_takes_the_low_branch_up_to_the_threshold_and_trees_are_summed() -> None:
    table = np.array([[0.5, 9], [0.6, -1], [0.6, 0]], np.float32)
    assert FOREST.score(table).tolist() == [11, 12, 13]


def test_a_saved_forest_scores_the_same(tmp_path: Path) -> None:
    FOREST.save(tmp_path / "forest.npz")
    table = np.array([[0.6, 0]], np.float32)
    assert Forest.load(tmp_path / "forest.npz").score(table).tolist() == [13]
