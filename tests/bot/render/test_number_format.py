"""Numbers, sums, durations and moments as readers of a language write them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from bot.render.number_format import (
    format_amount,
    format_decimal,
    format_duration,
    format_percent,
    format_time_range,
    format_utc_minute,
    round_amount,
    round_rate,
)
from knowledge.settlement.models import Duration


@pytest.mark.parametrize(
    ("value", "english", "russian"),
    [
        ("1234567.8900", "1,234,567.8900", "1\u202f234\u202f567,8900"),
        ("-1234.5", "\u22121,234.5", "\u22121\u202f234,5"),
        ("0.00050000", "0.00050000", "0,00050000"),
        ("999", "999", "999"),
        ("1E+6", "1,000,000", "1\u202f000\u202f000"),
    ],
)
def test_every_digit_is_kept_between_the_marks_of_a_language(
    value: str, english: str, russian: str
) -> None:
    assert format_decimal(Decimal(value), "en") == english
    assert format_decimal(Decimal(value), "ru") == russian


def test_a_number_of_more_digits_than_a_context_holds_is_exact() -> None:
    assert format_decimal(Decimal("1" * 40), "en").replace(",", "") == "1" * 40


@pytest.mark.parametrize(
    ("value", "currency", "expected"),
    [
        ("1250", "EUR", "1250.00"),
        ("1250.5", "JPY", "1250"),
        ("1.5", "KWD", "1.500"),
        ("0.12345678", "BTC", "0.12345678"),
        ("0.50000000", "BTC", "0.50"),
        ("100", "USDT", "100.00"),
    ],
)
def test_a_sum_has_the_decimals_of_its_currency(value: str, currency: str, expected: str) -> None:
    assert f"{round_amount(Decimal(value), currency):f}" == expected


def test_a_sum_bears_its_code() -> None:
    assert format_amount(Decimal(1250), "EUR", "ru") == "1\u202f250,00 EUR"


@pytest.mark.parametrize(
    ("rate", "expected"),
    [("82.951234", "82.9512"), ("0.000123456789", "0.000123457"), ("7.20", "7.2")],
)
def test_a_rate_has_six_significant_digits_and_no_trailing_zeros(rate: str, expected: str) -> None:
    assert f"{round_rate(Decimal(rate)):f}" == expected


def test_a_percentage_has_two_decimals() -> None:
    assert format_percent(Decimal("1.145"), "en") == "1.14\u00a0%"


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(1, "1 s"), (89, "89 s"), (90, "2 min"), (5399, "90 min"), (5400, "2 h"),
     (48 * 3600 - 1, "48 h"), (48 * 3600, "2 days"), (5 * 86400, "5 days")],
)  # fmt: skip
def test_a_duration_is_in_the_unit_that_reads_best(seconds: int, expected: str) -> None:
    assert format_duration(seconds, "en") == expected


def test_a_range_is_the_median_and_the_ninetieth_percentile() -> None:
    assert format_time_range(Duration(p10=60, p50=1080, p90=4380), "en") == "18 min / 73 min"
    assert format_time_range(None, "en") == ""


def test_a_moment_is_shown_to_the_minute() -> None:
    assert (
        format_utc_minute(dt.datetime(2026, 11, 20, 9, 5, 59, tzinfo=dt.UTC)) == "2026-11-20 09:05"
    )
