"""How long a quote stands, whether it may be relied on, and its id."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from knowledge.market.models import SourcedFigure
from knowledge.settlement.risk import NORMAL_QUANTILE_95

# A quote stands for at most MAX_VALIDITY_S; one that stands for less than MIN_VALIDITY_S is shown
# as indicative only.
MAX_VALIDITY_S, MIN_VALIDITY_S = 900, 30


class Status(StrEnum):
    """Whether a quote may be relied on."""

    OK = "ok"
    INDICATIVE = "indicative_only"
    REFRESH = "refresh_needed"
    LOW_CONFIDENCE = "low_confidence"
    NO_RAIL = "no_rail"


@dataclass(frozen=True)
class QuoteValidity:
    """Until when a quote stands, and what ends it.

    ``seconds`` is its validity, ``drift_seconds`` the part of it that price drift alone allows.
    ``limited_by`` is ``cap``, ``drift``, ``no_rail`` or ``input:NAME``; ``stale`` names the inputs
    that were out of date already.
    """

    status: Status
    valid_until: dt.datetime
    seconds: int
    drift_seconds: int
    limited_by: str
    stale: tuple[str, ...] = ()


def compute_drift_seconds(tolerance: float, sigma_hour: float) -> int:
    """Seconds in which the price moves past the tolerance once in twenty times.

    ``tolerance`` is a fraction of the price, ``sigma_hour`` its volatility in an hour. Without
    volatility the answer is ``MAX_VALIDITY_S``.
    """
    if sigma_hour <= 0:
        return MAX_VALIDITY_S
    return math.floor(3600 * (tolerance / (NORMAL_QUANTILE_95 * sigma_hour)) ** 2)


def compute_validity(
    created: dt.datetime, tolerance: float, sigma_hour: float, inputs: Mapping[str, SourcedFigure]
) -> QuoteValidity:
    """How long a quote created at a moment stands: until the earliest of cap, drift and expiry.

    A quote with a stale input does not stand at all. ``tolerance`` and ``sigma_hour`` are as in
    ``compute_drift_seconds``; ``inputs`` are the figures that the quote rests on, by name.
    """
    drifting = compute_drift_seconds(tolerance, sigma_hour)
    stale = tuple(name for name, figure in inputs.items() if not figure.is_fresh(created))
    if stale:
        return QuoteValidity(Status.REFRESH, created, 0, drifting, f"input:{stale[0]}", stale)
    ends = [(MAX_VALIDITY_S, "cap"), (drifting, "drift")] + [
        (math.floor((figure.expires - created).total_seconds()), f"input:{name}")
        for name, figure in inputs.items()
        if figure.expires is not None
    ]
    seconds, limited = min(ends, key=lambda end: end[0])
    status = Status.INDICATIVE if seconds < MIN_VALIDITY_S else Status.OK
    until = created + dt.timedelta(seconds=seconds)
    return QuoteValidity(status, until, seconds, drifting, limited)


def build_quote_id(inputs: Any) -> str:
    """The id of a quote: equal inputs give equal ids. ``inputs`` is anything JSON can hold."""
    text = json.dumps(inputs, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return "Q-" + hashlib.sha256(text.encode()).hexdigest()[:12].upper()
