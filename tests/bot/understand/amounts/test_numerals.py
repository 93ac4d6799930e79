"""Readings of digits with separators."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.understand.amounts.numerals import exact_sum, likely_value, parse_numeral, shift_point


@pytest.mark.parametrize(
    ("written", "grouped", "fraction"),
    [
        ("1250", "1250", ""),
        ("1 250 000", "1250000", ""),
        ("1'250'000", "1250000", ""),
        ("1.250.000", "1250000", ""),
        ("12,50,000", "1250000", ""),
        ("1.250.000,50", "", "1250000.50"),
        ("1,250,000.50", "", "1250000.50"),
        ("1.250", "1250", "1.250"),
        ("1,250", "1250", "1.250"),
        ("1,2345", "12345", "1.2345"),
        ("1,250.000", "1250000", "1250.000"),
        ("0.250", "", "0.250"),
        ("1.5", "", "1.5"),
        ("2.5e6", "", "2500000"),
        ("1e-3", "", "0.001"),
    ],
)
def test_a_numeral_has_each_of_its_readings(written: str, grouped: str, fraction: str) -> None:
    numeral = parse_numeral(written)
    assert (numeral.grouped, numeral.fraction) == (grouped, fraction)


@pytest.mark.parametrize(
    "written", ["1.2.3", "1,000,00", "1.000.00", "1.250.000,50,3", "0,123,456", "9" * 31, "1e99"]
)
def test_what_is_no_number_is_unreadable(written: str) -> None:
    assert not parse_numeral(written).readable


@pytest.mark.parametrize(
    ("written", "power", "currency", "languages", "likely", "certain"),
    [
        ("1,250", 0, "USD", {"en"}, "1250", True),
        ("1.250", 0, "EUR", {"en"}, "1250", False),
        ("1.250", 0, "EUR", {"tr"}, "1250", True),
        ("1.250", 0, "RUB", {"ru"}, "1250", True),
        ("1,250", 0, "RUB", {"ru"}, "1250", False),
        ("1,250", 0, "CNY", set(), "1250", True),
        ("1.250", 0, "BTC", {"en"}, "1.250", False),
        ("1.250", 0, "USDT", {"tr"}, "1250", False),
        ("0001.250", 0, "USDT", {"en"}, "0001.250", True),
        ("1.250", 6, "RUB", {"ru"}, "1250000", False),
        ("1.5", 0, "USD", {"en"}, "1.5", True),
    ],
)
def test_currency_and_language_choose_a_reading(
    written: str, power: int, currency: str, languages: set[str], likely: str, certain: bool
) -> None:
    value, values = likely_value(parse_numeral(written), power, currency, languages)
    assert value == Decimal(likely)
    assert (values == ()) is certain


def test_an_unreadable_numeral_has_no_value() -> None:
    assert likely_value(parse_numeral("1.2.3"), 0, "USD", {"en"}) == (None, ())


@pytest.mark.parametrize(
    ("plain", "power", "value"),
    [("1.50", 6, "1500000"), ("1.2345678", 6, "1234567.8"), ("5", -8, "0.00000005"),
     ("12.5", -3, "0.0125"), ("7", 0, "7"), ("1.250", 0, "1.250")],
)  # fmt: skip
def test_a_power_of_ten_moves_the_point_and_adds_no_digits(
    plain: str, power: int, value: str
) -> None:
    assert f"{shift_point(plain, power):f}" == value


def test_a_sum_is_not_rounded() -> None:
    total = exact_sum([Decimal(10**40), Decimal("0.00000001")])
    assert f"{total:f}" == f"{10**40}.00000001"
