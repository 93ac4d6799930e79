"""The forest of trees that looks at candidates again."""

from pathlib import Path

import numpy as np
import pytest

from indexer.training import reranker
from knowledge.index.forest import Forest


def leaf(value: float) -> dict[str, object]:
    return {"leaf_value": value}


def split(feature: int, at: float, low: object, high: object) -> dict[str, object]:
    return {"split_feature": feature, "threshold": at, "left_child": low, "right_child": high}


TREES = [
    split(0, 0.5, leaf(1.0), split(1, -1.0, leaf(10.0), leaf(20.0))),
    leaf(0.25),
]


def test_flat_trees_give_what_the_nested_ones_say() -> None:
    table = np.array([[0.5, 0.0], [0.6, -1.0], [0.6, 0.0]], np.float32)
    assert reranker.flatten(TREES).score(table).tolist() == [1.25, 10.25, 20.25]


def test_a_forest_read_back_scores_the_same(tmp_path: Path) -> None:
    forest = reranker.flatten(TREES)
    forest.save(tmp_path / "forest.npz")
    table = np.random.default_rng(1).normal(size=(50, 2)).astype(np.float32)
    assert np.array_equal(Forest.load(tmp_path / "forest.npz").score(table), forest.score(table))


def test_training_learns_which_feature_matters() -> None:
    pytest.importorskip("lightgbm")
    draw = np.random.default_rng(2)
    tables = [draw.normal(size=(40, 3)).astype(np.float32) for _ in range(200)]
    relevant = [table[:, 1] == table[:, 1].max() for table in tables]
    forest = reranker.train(tables, relevant)
    new = draw.normal(size=(40, 3)).astype(np.float32)
    assert np.corrcoef(forest.score(new), new[:, 1])[0, 1] > 0.5
