"""The features of the reranker."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.index import rerank
from knowledge.index.encoders.base import EncodedQuery
from knowledge.index.generation import Windows


def test_neighbours_are_of_the_same_document_or_the_row_itself() -> None:
    owner = np.array([0, 0, 0, 1])
    before, after = rerank.find_neighbours(np.array([0, 1, 2, 3]), owner)
    assert before.tolist() == [0, 0, 1, 3]
    assert after.tolist() == [1, 2, 2, 3]


def test_the_greatest_value_has_rank_one() -> None:
    ranks = rerank.reciprocal_rank(np.array([0.1, 0.9, 0.5], np.float32))
    assert np.allclose(ranks, [1 / 3, 1, 1 / 2])


def windows(*counts: int) -> Windows:
    none = np.zeros((0, 2), np.float16)
    phrases = np.array([[1, 0], [0, 1], [1, 0]], np.float16)[: sum(counts)]
    return Windows(none, none, phrases, np.cumsum([0, *counts]))


QUERY = EncodedQuery(np.zeros(2, np.float32), np.eye(2, dtype=np.float32))


def test_phrases_of_the_question_are_met_by_the_best_of_each_passage() -> None:
    met = rerank.score_phrases(
        QUERY, np.array([1, 3], np.float32), windows(2, 0, 1), np.array([0, 1, 2])
    )
    # The first holds both phrases, the second has none, the third holds that of weight 1 of 4.
    assert np.allclose(met, [1.0, 0.0, 0.25])


def test_without_phrases_none_is_met() -> None:
    met = rerank.score_phrases(QUERY, np.ones(2, np.float32), windows(0, 0), np.array([0, 1]))
    assert met.tolist() == [0, 0]


def test_the_forest_of_the_package_fits_the_features() -> None:
    forest = rerank.load_forest()
    assert forest.feature.max() < 2 * len(rerank.WEIGHTS)
    assert len(forest.feature) > 1
    assert np.isfinite(forest.value).all()


def test_a_candidate_that_is_better_by_every_measure_is_ranked_first() -> None:
    columns = {name: np.linspace(0, 1, 9).astype(np.float32) for name in rerank.WEIGHTS}
    # Long passages, and those of many other words, are worse.
    columns |= dict.fromkeys(("length", "share"), columns["words"][::-1])
    features = rerank.Features(columns)
    assert features.table().shape == (9, 2 * len(rerank.WEIGHTS))
    assert features.score().argmax() == 8


@pytest.mark.parametrize(
    ("passages", "questions", "expected"),
    [
        (rerank.MIN_PASSAGES - 1, 0, False),
        (rerank.MIN_PASSAGES, 0, True),
        (rerank.MAX_PASSAGES, 0, True),
        (rerank.MAX_PASSAGES + 1, 0, False),
        (rerank.MIN_PASSAGES, 1, False),
    ],
)
def test_only_large_bases_without_questions_of_their_own_are_reranked(
    passages: int, questions: int, expected: bool
) -> None:
    assert rerank.is_reranked(passages, questions) is expected
