"""What the price may do while money is on its way, and how long a quote may stand."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from knowledge.market.models import SourcedFigure

# One-sided normal quantiles: one hour in ten, one in twenty is worse.
NORMAL_QUANTILE_90, NORMAL_QUANTILE_95 = 1.2815516, 1.6448536
MAX_VALIDITY_S, MIN_VALIDITY_S = 900, 30


class Status(StrEnum):
    """Whether a quote may be relied on."""

    OK = "ok"
    INDICATIVE = "indicative_only"
    REFRESH = "refresh_needed"
    LOW_CONFIDENCE = "low_confidence"
    NO_RAIL = "no_rail"


@dataclass(frozen=True)
class PriceRisk:
    """What may be lost while the payment is exposed, in a normal week. Losses are in money."""

    sigma_hour: float
    sigma_window: float
    window: float
    loss_1_in_10: Decimal
    loss_1_in_20: Decimal
    buffer_pct: float


@dataclass(frozen=True)
class QuoteValidity:
    """Until when the figures may be used, and what ends it: the cap, drift, or an input."""

    status: Status
    valid_until: dt.datetime
    seconds: int
    drift_seconds: int
    limited_by: str
    stale: tuple[str, ...] = ()


def estimate_volatility(closes: Sequence[Decimal], floor: float) -> float:
    """The sample deviation of hourly log returns, not below a floor for the asset."""
    logs = [math.log(float(price)) for price in closes]
    returns = [after - before for before, after in itertools.pairwise(logs)]
    if len(returns) < 2:
        return floor
    mean = math.fsum(returns) / len(returns)
    spread = math.fsum((x - mean) ** 2 for x in returns) / (len(returns) - 1)
    return max(math.sqrt(spread), floor)


def compute_price_risk(
    value: Decimal, sigma_hour: float, window: float, places: int = 2
) -> PriceRisk:
    """What a sum may lose in ``window`` seconds, once in ten and once in twenty times.

    Losses are rounded to ``places``, the decimals of the money that ``value`` is in.
    """
    over = sigma_hour * math.sqrt(max(window, 0.0) / 3600)

    def loss(quantile: float) -> float:
        return 1 - math.exp(-quantile * over)

    def money(quantile: float) -> Decimal:
        return (value * Decimal(repr(loss(quantile)))).quantize(Decimal(1).scaleb(-places))

    return PriceRisk(
        sigma_hour,
        over,
        window,
        money(NORMAL_QUANTILE_90),
        money(NORMAL_QUANTILE_95),
        loss(NORMAL_QUANTILE_95) * 100,
    )


def compute_drift_seconds(tolerance: float, sigma_hour: float) -> int:
    """Seconds in which the price moves past the tolerance once in twenty times."""
    if sigma_hour <= 0:
        return MAX_VALIDITY_S
    return math.floor(3600 * (tolerance / (NORMAL_QUANTILE_95 * sigma_hour)) ** 2)


def compute_validity(
    created: dt.datetime, tolerance: float, sigma_hour: float, inputs: Mapping[str, SourcedFigure]
) -> QuoteValidity:
    """How long a quote stands: every input fresh, then drift, the cap, or an input's own end."""
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
