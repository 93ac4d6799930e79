"""Price risk: how volatile a price is, and what a sum may lose while a payment is under way."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

# One-sided quantiles of the normal distribution: 1 outcome in 10, and 1 in 20, is worse.
NORMAL_QUANTILE_90, NORMAL_QUANTILE_95 = 1.2815516, 1.6448536


@dataclass(frozen=True)
class PriceRisk:
    """What a sum may lose while the payment is exposed, in a normal week.

    ``window`` is the exposure in seconds; ``sigma_hour`` and ``sigma_window`` are the deviations
    of the log return in an hour and in the window. Losses are in the currency of the sum;
    ``buffer_pct`` is the loss of 1 case in 20 in percent of it.
    """

    sigma_hour: float
    sigma_window: float
    window: float
    loss_1_in_10: Decimal
    loss_1_in_20: Decimal
    buffer_pct: float


def estimate_volatility(closes: Sequence[Decimal], floor: float) -> float:
    """The sample standard deviation of hourly log returns, but at least ``floor``.

    ``closes`` are hourly prices, oldest first; with fewer than three of them the floor is returned.
    """
    logs = [math.log(float(price)) for price in closes]
    returns = [after - before for before, after in itertools.pairwise(logs)]
    if len(returns) < 2:
        return floor
    mean = math.fsum(returns) / len(returns)
    variance = math.fsum((x - mean) ** 2 for x in returns) / (len(returns) - 1)
    return max(math.sqrt(variance), floor)


def compute_price_risk(
    value: Decimal, sigma_hour: float, window: float, places: int = 2
) -> PriceRisk:
    """What a sum may lose in ``window`` seconds, in 1 case of 10 and in 1 case of 20.

    Losses are rounded to ``places``, the decimals of the currency that ``value`` is in.
    """
    sigma_window = sigma_hour * math.sqrt(max(window, 0.0) / 3600)

    def compute_loss_share(quantile: float) -> float:
        return 1 - math.exp(-quantile * sigma_window)

    def compute_loss(quantile: float) -> Decimal:
        share = Decimal(repr(compute_loss_share(quantile)))
        return (value * share).quantize(Decimal(1).scaleb(-places))

    return PriceRisk(
        sigma_hour=sigma_hour,
        sigma_window=sigma_window,
        window=window,
        loss_1_in_10=compute_loss(NORMAL_QUANTILE_90),
        loss_1_in_20=compute_loss(NORMAL_QUANTILE_95),
        buffer_pct=compute_loss_share(NORMAL_QUANTILE_95) * 100,
    )
