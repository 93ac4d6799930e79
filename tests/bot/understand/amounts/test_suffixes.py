"""What follows a number and changes its value."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.understand.amounts.currency_binding import CurrencyBinder
from bot.understand.amounts.number_words import NumberPhraseParser
from bot.understand.amounts.suffixes import (
    MagnitudeSuffix,
    find_cents,
    find_magnitude_suffix,
    is_in_cents,
)
from bot.understand.amounts.token_reader import TokenReader
from bot.understand.text.parsed_message import parse_message


def suffix_of(text: str) -> MagnitudeSuffix:
    message = parse_message(text)
    reader = TokenReader(message.normalized, list(message.tokens))
    first = next(index for index, token in enumerate(reader.tokens) if token.kind == "number")
    phrase = NumberPhraseParser(reader).parse(first)
    assert phrase is not None
    return find_magnitude_suffix(reader, phrase, CurrencyBinder(message))


@pytest.mark.parametrize(
    ("text", "power", "uncertain"),
    [
        ("500 usd", 0, False),
        ("500 т.р.", 3, False),
        ("500тр", 3, False),
        ("5 m usd", 6, True),
        ("usd 5 m", 6, True),
        ("5 m away", 0, False),
        ("300 к рублю", 3, True),
        ("курс рубля 300 к", 0, False),
        ("5 USD million", 6, True),
        ("5$k", 3, True),
        ("5 thousand usd million", 0, False),
        ("5 usd for a million", 0, False),
    ],
)
def test_a_power_of_ten_after_a_number_is_found(text: str, power: int, uncertain: bool) -> None:
    suffix = suffix_of(text)
    assert (suffix.power, suffix.uncertain) == (power, uncertain)


def test_one_word_may_hold_the_currency_too() -> None:
    suffix = suffix_of("500kcny")
    assert suffix.bound is not None
    assert (suffix.bound.code, suffix.bound.span, suffix.end) == ("CNY", (3, 7), 7)


@pytest.mark.parametrize(
    ("text", "end", "cents"),
    [
        ("12 dollars 50 cents", 10, ("0.50", 19)),
        ("12 dollars and 5 cents", 10, ("0.05", 22)),
        ("1250 рублей 50 коп.", 11, ("0.50", 19)),
        ("12 dollars 50 euros", 10, None),
    ],
)
def test_cents_after_an_amount_are_found(
    text: str, end: int, cents: tuple[str, int] | None
) -> None:
    found = find_cents(text, end)
    assert found == (cents and (Decimal(cents[0]), cents[1]))


def test_a_number_in_cents_is_noticed() -> None:
    assert is_in_cents("50 cents", 2)
    assert not is_in_cents("50 centuries", 2)
