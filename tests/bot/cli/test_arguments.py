"""Amounts, countries and regions as they are typed on a command line."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.cli.arguments import parse_amount, parse_country, parse_region
from knowledge.errors import UsageError


@pytest.mark.parametrize(
    ("text", "amount"), [("250000", "250000"), ("0.75", "0.75"), ("1_000", "1000"), ("1e3", "1000")]
)
def test_an_amount_is_a_number_with_a_point(text: str, amount: str) -> None:
    assert parse_amount(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["", "zero", "0", "-5", "NaN", "inf", "1,5"])
def test_what_is_no_positive_number_is_no_amount(text: str) -> None:
    with pytest.raises(UsageError, match="no amount"):
        parse_amount(text)


@pytest.mark.parametrize(
    ("text", "code"), [("TR", "TR"), (" tr ", "TR"), ("Turkey", "TR"), ("Германия", "DE")]
)
def test_a_country_is_a_code_or_a_name(text: str, code: str) -> None:
    assert parse_country(text) == code


@pytest.mark.parametrize("text", ["Narnia", "XX", ""])
def test_what_is_no_country_is_named(text: str) -> None:
    with pytest.raises(UsageError, match="no country"):
        parse_country(text)


def test_a_region_is_kept_beside_its_country() -> None:
    assert parse_region("Crimea")
    assert parse_region("Germany") == ""
