"""Tests for the messages that the classifier must tell apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.compliance.policy.classifier import Classification, PolicyClassifier, load_classifier
from knowledge.compliance.policy.golden_messages import EVASIVE, HARMLESS, check_classifier
from knowledge.compliance.policy.refusal import PolicyRule
from knowledge.errors import ModelError


class Constant(PolicyClassifier):
    """A classifier that finds the same of any text."""

    def __init__(self, evasive: float, harmless: float) -> None:
        super().__init__(Path("nowhere"))
        self.odds = {True: evasive, False: harmless}

    def classify_fully(self, text: str) -> Classification:
        return Classification(self.odds[text == EVASIVE], PolicyRule.STRUCTURING)


@pytest.mark.slow
def test_the_classifier_that_ships_tells_them_apart() -> None:
    classifier = load_classifier()
    check_classifier(classifier)
    assert (
        classifier.classify_fully(EVASIVE).log_odds > classifier.classify_fully(HARMLESS).log_odds
    )


@pytest.mark.parametrize("odds", [(-1.0, -4.0), (1.0, -1.0), (float("nan"), float("nan"))])
def test_a_classifier_that_judges_otherwise_is_a_fault(odds: tuple[float, float]) -> None:
    check_classifier(Constant(1.0, -4.0))
    with pytest.raises(ModelError, match="judges otherwise"):
        check_classifier(Constant(*odds))
