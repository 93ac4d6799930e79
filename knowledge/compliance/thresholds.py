"""Comparing a payment with a threshold, in the threshold's currency and at a dated rate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Literal

from knowledge.compliance.obligations import Obligation
from knowledge.errors import UsageError
from knowledge.models import Value
from knowledge.money import decimals, exact, is_crypto, is_national, round_half_up

ThresholdState = Literal["always", "reached", "below", "unknown"]
# Larger sums are not paid; more digits than money has cannot be computed exactly.
MAX_AMOUNT, MIN_EXPONENT = Decimal(10) ** 15, -18


class PaymentSum(Value):
    """The amount to be paid, in national money or a coin."""

    amount: Decimal
    currency: str


class ThresholdComparison(Value):
    """The payment in a threshold's currency, with the rate, its source and its day."""

    amount: Decimal
    currency: str
    rate: Decimal
    source: str
    day: dt.date


RateLookup = Callable[[str, str], ThresholdComparison | None]
"""One unit of the first currency in the second, as a comparison of the amount 1."""


def validate_sum(wanted: PaymentSum) -> PaymentSum:
    """The sum, if it can be paid; else UsageError with a ``key`` for a chat."""
    amount = wanted.amount
    if not amount.is_finite() or amount <= 0:
        raise UsageError("The amount must be more than nothing.", key="corridor_amount_zero")
    if amount >= MAX_AMOUNT or int(amount.as_tuple().exponent) < MIN_EXPONENT:
        raise UsageError(
            "No payment has such an amount.",
            fix="Write it like 250000 or 0.75.",
            key="corridor_amount_impossible",
        )
    if not is_crypto(wanted.currency) and not is_national(wanted.currency):
        raise UsageError(
            f"{wanted.currency[:12]!r} is no currency that I know.",
            fix="Try: EUR, TRY, USDT.",
            key="corridor_unknown_currency",
            values={"code": wanted.currency[:12]},
        )
    return wanted


def compare_with_threshold(
    wanted: PaymentSum | None, duty: Obligation, find_rate: RateLookup
) -> tuple[ThresholdState, ThresholdComparison | None]:
    """Whether a payment reaches an obligation's threshold, and the comparison made.

    ``always`` without a threshold; ``unknown`` without an amount, or without a rate between the
    currencies.
    """
    if duty.amount is None:
        return "always", None
    unit = find_rate(wanted.currency, duty.currency) if wanted else None
    if wanted is None or unit is None:
        return "unknown", None
    with exact():
        amount = round_half_up(wanted.amount * unit.rate, decimals(duty.currency))
    over = amount >= duty.amount if duty.counts == "at_least" else amount > duty.amount
    return "reached" if over else "below", unit.model_copy(update={"amount": amount})
