"""Which currency belongs to which number."""

from __future__ import annotations

import pytest

from bot.understand.amounts.currency_binding import (
    BoundCurrency,
    CurrencyBinder,
    split_magnitude_and_currency,
)
from bot.understand.text.parsed_message import parse_message


def bind(text: str, number: str) -> BoundCurrency:
    start = text.index(number)
    return CurrencyBinder(parse_message(text)).bind(start, start + len(number))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("500 usd", "USD"),
        ("usd 500", "USD"),
        ("usd: 500", "USD"),
        ("$500", "USD"),
        ("500-dollar", "USD"),
        ("500 of usd", "USD"),
        ("500个usd", "USD"),
        ("$500 CAD", "CAD"),
        ("¥500 JPY", "JPY"),
        ("500 for usd", None),
        ("500", None),
    ],
)
def test_the_currency_next_to_a_number_is_its_own(text: str, code: str | None) -> None:
    assert bind(text, "500").code == code


def test_two_currencies_that_disagree_are_options() -> None:
    bound = bind("eur 500 usd", "500")
    assert (bound.code, bound.options) == (None, ("EUR", "USD"))


def test_a_word_of_several_currencies_gives_options() -> None:
    assert bind("500 крон", "500").options == ("SEK", "NOK", "DKK", "CZK")


def test_a_currency_goes_to_one_number_only() -> None:
    text = "500 usd 700"
    binder = CurrencyBinder(parse_message(text))
    assert binder.bind(0, 3).code == "USD"
    assert binder.bind(8, 11).code is None
    assert binder.touches(7)


def test_touching_is_distinguished_from_standing_near() -> None:
    assert bind("$500", "500").touches_before
    assert not bind("$ 500", "500").touches_before
    assert bind("500eur", "500").touches_after
    assert not bind("500 eur", "500").touches_after


def test_a_unit_has_its_decimals() -> None:
    bound = bind("500 sats", "500")
    assert (bound.code, bound.decimals) == ("BTC", 8)


@pytest.mark.parametrize(
    ("word", "parts"),
    [("kcny", (3, "CNY")), ("млнруб", (6, "RUB")), ("тр", (3, "RUB")), ("usd", None), ("k", None)],
)
def test_a_magnitude_and_a_currency_may_be_one_word(
    word: str, parts: tuple[int, str] | None
) -> None:
    assert split_magnitude_and_currency(word) == parts
