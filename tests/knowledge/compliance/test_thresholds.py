"""Tests for comparing a payment with a threshold."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from knowledge.compliance.obligations import Obligation
from knowledge.compliance.thresholds import (
    PaymentSum,
    ThresholdComparison,
    compare_with_threshold,
    validate_sum,
)
from knowledge.errors import UsageError

DAY = dt.date(2026, 11, 24)


def obligation(**threshold: object) -> Obligation:
    return Obligation.model_validate(
        {"topic": "limit", "note": "n", "starts": "s", "as_of": DAY, "review_after": DAY}
        | threshold
    )


def find_rate(base: str, quote: str) -> ThresholdComparison | None:
    if (base, quote) != ("EUR", "TRY"):
        return None
    rate = Decimal("48.123")
    return ThresholdComparison(amount=rate, currency=quote, rate=rate, source="bank", day=DAY)


@pytest.mark.parametrize(
    ("amount", "counts", "state"),
    [
        ("20.78", "at_least", "reached"), ("20.78", "above", "below"),
        ("20.77", "at_least", "below"), ("20.79", "above", "reached"),
    ],
)  # fmt: skip
def test_a_payment_is_compared_in_the_currency_of_the_threshold(
    amount: str, counts: str, state: str
) -> None:
    # 20.78 EUR are 1,000.00 lira at 48.123.
    duty = obligation(amount=Decimal("1000.00"), currency="TRY", counts=counts, rule="R")
    wanted = PaymentSum(amount=Decimal(amount), currency="EUR")
    found, compared = compare_with_threshold(wanted, duty, find_rate)
    assert found == state
    assert compared is not None
    assert compared.amount == round(Decimal(amount) * Decimal("48.123"), 2)
    assert compared.rate == Decimal("48.123")


def test_nothing_is_compared_without_a_threshold_an_amount_or_a_rate() -> None:
    limited = obligation(amount=Decimal(1), currency="TRY", counts="above", rule="R")
    dollars = PaymentSum(amount=Decimal(5), currency="USD")
    assert compare_with_threshold(dollars, obligation(), find_rate) == ("always", None)
    assert compare_with_threshold(None, limited, find_rate) == ("unknown", None)
    assert compare_with_threshold(dollars, limited, find_rate) == ("unknown", None)


@pytest.mark.parametrize(
    ("amount", "currency", "key"),
    [
        ("0", "EUR", "corridor_amount_zero"), ("-1", "EUR", "corridor_amount_zero"),
        ("NaN", "EUR", "corridor_amount_zero"), ("1e15", "EUR", "corridor_amount_impossible"),
        ("1e-19", "BTC", "corridor_amount_impossible"), ("5", "XYZ", "corridor_unknown_currency"),
    ],
)  # fmt: skip
def test_a_sum_that_nobody_can_pay_is_refused_with_the_key_of_a_message(
    amount: str, currency: str, key: str
) -> None:
    with pytest.raises(UsageError) as caught:
        validate_sum(PaymentSum.model_construct(amount=Decimal(amount), currency=currency))
    assert caught.value.key == key


@pytest.mark.parametrize(("amount", "currency"), [("999999999999999", "EUR"), ("1e-18", "BTC")])
def test_the_largest_and_the_finest_sum_are_taken(amount: str, currency: str) -> None:
    wanted = PaymentSum(amount=Decimal(amount), currency=currency)
    assert validate_sum(wanted) is wanted
