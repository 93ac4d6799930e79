"""The probability that the evidence answers the question, from a few plain features of it."""

from __future__ import annotations

import math
from collections.abc import Mapping

from knowledge.index.disk_format import Calibration

# Fitted by ``tradewind-index eval --calibrate`` on the golden questions; the bias by questions of
# other people, one half of them, in both languages. A new fit is stored in the next generation's
# manifest and replaces these.
DEFAULT = Calibration(
    weights={
        "meaning": 3.8,
        "asked": 6.1,
        "words": 3.2,
        "steer": 0.1,
        "across": 1.0,
        "across_meaning": 1.5,
        "across_asked": 6.0,
    },
    bias=-5.4,
    cutoff=0.5,
    fitted_on="the bundled notes, 30 November 2026",
)


def probability(calibration: Calibration, features: Mapping[str, float]) -> float:
    """The calibrated probability for the features, between 0 and 1."""
    total = calibration.bias + sum(
        weight * features.get(name, 0.0) for name, weight in calibration.weights.items()
    )
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, total))))
