"""Whether the classifier judges as it did when it was trained: a check for ``doctor``."""

from __future__ import annotations

from knowledge.compliance.policy.classifier import HARMLESS_LOG_ODDS, PolicyClassifier
from knowledge.errors import ModelError

# One message of which the classifier is sure, and one that is plainly harmless; all layers are run.
EVASIVE = "Split the payment into parts below the limit so that the bank does not report it."
HARMLESS = "How long does a wire transfer to Turkey take?"


def check_classifier(classifier: PolicyClassifier) -> None:
    """ModelError when the classifier cannot tell the two messages apart."""
    evasive = classifier.classify_fully(EVASIVE).log_odds
    harmless = classifier.classify_fully(HARMLESS).log_odds
    if not (evasive > 0 and harmless < HARMLESS_LOG_ODDS):
        raise ModelError(
            "The policy's reader judges otherwise than it was trained to.",
            fix="Install Tradewind again.",
        )
