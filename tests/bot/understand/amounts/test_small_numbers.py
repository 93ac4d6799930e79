"""Number words below a thousand."""

from __future__ import annotations

import pytest

from bot.understand.amounts.small_numbers import SmallNumber, parse_small_number
from bot.understand.amounts.token_reader import TokenReader
from bot.understand.text.normalize import normalize, tokenize_message


def parse(text: str) -> SmallNumber | None:
    normalized = normalize(text)
    return parse_small_number(TokenReader(normalized, tokenize_message(normalized)), 0)


@pytest.mark.parametrize(
    ("text", "value", "after"),
    [
        ("five dollars", 5, 1),
        ("twenty-five usd", 25, 2),
        ("two hundred and five", 205, 4),
        ("two hundred and a", 200, 2),
        ("сто двадцать пять", 125, 3),
        ("двести один", 201, 2),
        ("yüz elli", 150, 2),
        ("iki yüz", 200, 2),
        ("on beş bin", 15, 2),
        ("on dolar", 10, 1),
        ("nineteen", 19, 1),
    ],
)
def test_words_of_falling_places_make_one_number(text: str, value: int, after: int) -> None:
    assert parse(text) == SmallNumber(value, after, malformed=False)


@pytest.mark.parametrize(
    "text", ["two fifty", "five twenty", "twenty eleven", "five six", "пять двадцать", "пять целых"]
)
def test_words_of_rising_places_are_malformed(text: str) -> None:
    number = parse(text)
    assert number is not None
    assert number.malformed


@pytest.mark.parametrize("text", ["on base", "hundred", "thousand", "500", ""])
def test_other_words_are_none(text: str) -> None:
    assert parse(text) is None
