"""The probability that the evidence answers the question, from a few plain features of it."""

from __future__ import annotations

import math
from collections.abc import Mapping

from knowledge.index.disk_format import Calibration

# Fitted by ``tradewind-index eval --calibrate`` on the golden questions. A new fit is stored in the
# next generation's manifest and replaces these.
DEFAULT = Calibration(
    weights={
        "meaning": 4.3,
        "asked": 5.4,
        "words": 5.1,
        "steer": -0.5,
        "across": 0.6,
        "across_meaning": 1.2,
        "across_asked": 5.4,
    },
    bias=-5.4,
    cutoff=0.5,
    fitted_on="the bundled notes, November 2026",
)


def probability(calibration: Calibration, features: Mapping[str, float]) -> float:
    """The calibrated probability for the features, between 0 and 1."""
    total = calibration.bias + sum(
        weight * features.get(name, 0.0) for name, weight in calibration.weights.items()
    )
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, total))))
