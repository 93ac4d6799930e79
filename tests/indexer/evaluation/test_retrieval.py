"""recall@10 and MAP@10."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from indexer.evaluation.retrieval import read_questions, score_ranking
from knowledge.errors import UsageError


@pytest.mark.parametrize(
    ("ranking", "relevant", "expected"),
    [
        (["a", "b"], ["a"], (1.0, 1.0)),
        (["b", "a"], ["a"], (1.0, 0.5)),
        (["a", "b", "c"], ["a", "c"], (1.0, (1 + 2 / 3) / 2)),
        (["b", "b", "a"], ["a"], (1.0, 0.5)),
        ([str(i) for i in range(10)] + ["a"], ["a"], (0.0, 0.0)),
        ([], ["a"], (0.0, 0.0)),
    ],
)
def test_scores_are_those_of_trec_eval(
    ranking: list[str], relevant: list[str], expected: tuple[float, float]
) -> None:
    assert score_ranking(ranking, relevant) == pytest.approx(expected)


def test_questions_without_relevant_passages_are_left_out(tmp_path: Path) -> None:
    rows = [{"text": "a", "relevant": [1]}, {"text": "b", "relevant": []}]
    packed = gzip.compress("\n".join(map(json.dumps, rows)).encode())
    (tmp_path / "questions.jsonl.gz").write_bytes(packed)
    assert read_questions(tmp_path) == [{"text": "a", "relevant": ["1"]}]


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [("other.jsonl", b"", "holds no questions"), ("questions.jsonl", b"{}", ":1 is no question"),
     ("questions.jsonl", b"[" * 100_000, ":1 is no question"),
     ("questions.jsonl.gz", b"x", "cannot be read")],
)  # fmt: skip
def test_a_bad_folder_is_refused(tmp_path: Path, name: str, content: bytes, problem: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UsageError, match=problem):
        read_questions(tmp_path)
