"""Trains the forest of ``knowledge/index/rerank.py`` on questions with known relevant passages.

Needs LightGBM (``pip install tradewind[train]``); nothing else does. Run as
``python -m indexer.training.reranker FOLDER --out knowledge/index/forest.npz``.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from indexer.evaluation import retrieval
from indexer.progress import Bar
from knowledge.digests import write_digests
from knowledge.index.forest import Forest
from knowledge.settings import SharedSettings, read_settings

# Small and slow learners of many candidates each, so that no single question bends a tree.
SETTINGS: dict[str, Any] = {
    "n_estimators": 150, "num_leaves": 15, "learning_rate": 0.06, "min_child_samples": 100,
    "colsample_bytree": 0.6, "subsample": 0.8, "subsample_freq": 1, "verbose": -1, "n_jobs": 2,
    "random_state": 0, "deterministic": True, "force_row_wise": True,
}  # fmt: skip


def train(tables: Sequence[Any], relevant: Sequence[Any]) -> Forest:
    """A forest that ranks relevant candidates first.

    ``tables`` holds a question's candidates each, shape (candidates, features); ``relevant``
    says of each candidate whether it is.
    """
    import lightgbm

    used = [i for i, wanted in enumerate(relevant) if np.any(wanted)]
    ranker = lightgbm.LGBMRanker(**SETTINGS)
    ranker.fit(
        np.concatenate([tables[i] for i in used]),
        np.concatenate([relevant[i] for i in used]).astype(int),
        group=[len(tables[i]) for i in used],
    )
    return flatten([tree["tree_structure"] for tree in ranker.booster_.dump_model()["tree_info"]])


def flatten(trees: Sequence[Mapping[str, Any]]) -> Forest:
    """Nested trees, as LightGBM dumps them, as arrays."""
    rows = [_nodes(tree) for tree in trees]
    size = max(len(nodes) for nodes in rows)
    filled = [nodes + [(0, 0.0, i, i, 0.0) for i in range(len(nodes), size)] for nodes in rows]
    table = np.array(filled, np.float64)
    return Forest(
        feature=table[..., 0].astype(np.int16),
        threshold=table[..., 1].astype(np.float32),
        low=table[..., 2].astype(np.int16),
        high=table[..., 3].astype(np.int16),
        value=table[..., 4].astype(np.float32),
        depth=max(_depth(tree) for tree in trees),
    )


def _nodes(tree: Mapping[str, Any]) -> list[tuple[int, float, int, int, float]]:
    out: list[tuple[int, float, int, int, float]] = []

    def add(node: Mapping[str, Any]) -> int:
        at = len(out)
        out.append((0, 0.0, at, at, float(node.get("leaf_value", 0.0))))
        if "split_feature" in node:
            low, high = add(node["left_child"]), add(node["right_child"])
            out[at] = (int(node["split_feature"]), float(node["threshold"]), low, high, 0.0)
        return at

    add(tree)
    return out


def _depth(tree: Mapping[str, Any]) -> int:
    if "split_feature" not in tree:
        return 0
    return 1 + max(_depth(tree["left_child"]), _depth(tree["right_child"]))


def main() -> None:
    """Build an index of a benchmark folder, look at every question, train, write the forest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="passages*.jsonl and questions*.jsonl")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    tables, relevant = [], []
    with tempfile.TemporaryDirectory() as scratch, Bar(enabled=True) as bar:
        library = retrieval.build_library(
            arguments.folder, Path(scratch), read_settings(SharedSettings).home, bar
        )
        questions = retrieval.read_questions(arguments.folder)
        for i, question in enumerate(questions):
            rows, features = library.retriever.features(str(question["text"]))
            wanted = set(question["relevant"])
            ids = library.generation.store.ids([int(row) for row in rows])
            tables.append(features.table())
            relevant.append([passage in wanted for passage, _ in ids])
            bar.step("Looking", i + 1, len(questions))
    train(tables, relevant).save(arguments.out)
    write_digests(arguments.out.parent, [arguments.out.name])


if __name__ == "__main__":
    main()
