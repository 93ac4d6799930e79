"""From features to a probability."""

from __future__ import annotations

import pytest

from knowledge.index.calibration import DEFAULT, probability
from knowledge.index.disk_format import Calibration

PLAIN = Calibration(weights={"words": 2.0}, bias=-1.0, cutoff=0.5, fitted_on="this test")


@pytest.mark.parametrize(("words", "expected"), [(0.5, 0.5), (0.0, 0.2689), (1.0, 0.7311)])
def test_the_probability_is_the_logistic_function_of_the_weighted_sum(
    words: float, expected: float
) -> None:
    assert probability(PLAIN, {"words": words}) == pytest.approx(expected, abs=1e-4)


def test_a_feature_that_is_missing_counts_as_zero_and_extremes_do_not_overflow() -> None:
    assert probability(PLAIN, {}) == probability(PLAIN, {"words": 0.0})
    assert probability(PLAIN, {"words": -1e9}) < 1e-9
    assert probability(PLAIN, {"words": 1e9}) == pytest.approx(1.0)


def test_more_evidence_makes_an_answer_more_probable() -> None:
    weak = {"meaning": 0.1, "words": 0.2}
    assert probability(DEFAULT, weak) < DEFAULT.cutoff
    assert probability(DEFAULT, weak | {"words": 1.0, "asked": 0.9}) > DEFAULT.cutoff
