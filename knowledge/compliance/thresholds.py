"""A payment beside a threshold: in the threshold's currency, at a dated rate, reached or not."""

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
# No payment is larger; what has more digits than money cannot be counted exactly.
MAX_AMOUNT, MIN_EXPONENT = Decimal(10) ** 15, -18


class PaymentSum(Value):
    """The amount to be paid, in national money or a coin."""

    amount: Decimal
    currency: str


class ThresholdComparison(Value):
    """The payment in the currency of a threshold: at which rate, whose, of which day."""

    amount: Decimal
    currency: str
    rate: Decimal
    source: str
    day: dt.date


RateLookup = Callable[[str, str], ThresholdComparison | None]
"""A unit of the first currency in the second, as a comparison of the amount 1."""


def validate_sum(wanted: PaymentSum) -> PaymentSum:
    """The sum, if it is one that somebody could pay; else UsageError."""
    amount = wanted.amount
    if not amount.is_finite() or amount <= 0:
        raise UsageError("The amount must be more than nothing.")
    if amount >= MAX_AMOUNT or int(amount.as_tuple().exponent) < MIN_EXPONENT:
        raise UsageError("No payment has such an amount.", fix="Write it like 250000 or 0.75.")
    if not is_crypto(wanted.currency) and not is_national(wanted.currency):
        raise UsageError(
            f"{wanted.currency[:12]!r} is no currency that I know.", fix="Try: EUR, TRY, USDT."
        )
    return wanted


def compare_with_threshold(
    wanted: PaymentSum | None, duty: Obligation, rates: RateLookup
) -> tuple[ThresholdState, ThresholdComparison | None]:
    """Whether a payment reaches the threshold of a duty, and as which sum it was compared.

    ``unknown`` when no amount was given or no rate between the currencies is at hand.
    """
    if duty.amount is None:
        return "always", None
    one = rates(wanted.currency, duty.currency) if wanted else None
    if wanted is None or one is None:
        return "unknown", None
    with exact():
        amount = round_half_up(wanted.amount * one.rate, decimals(duty.currency))
    over = amount >= duty.amount if duty.counts == "at_least" else amount > duty.amount
    return "reached" if over else "below", one.model_copy(update={"amount": amount})
