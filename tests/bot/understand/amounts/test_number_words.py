"""Numbers in words, in English, Russian and Turkish."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understand.amounts.number_phrase import NumberPhrase
from bot.understand.amounts.number_words import NumberPhraseParser
from bot.understand.amounts.token_reader import TokenReader
from bot.understand.text.normalize import normalize, tokenize_message
from bot.understand.text.number_lexicon import split_number_words
from tests.support.amounts import amounts_in


def parse(text: str, start: int = 0) -> NumberPhrase | None:
    normalized = normalize(text)
    reader = TokenReader(normalized, split_number_words(tokenize_message(normalized)))
    return NumberPhraseParser(reader).parse(start)


@pytest.mark.parametrize(
    ("text", "value", "tokens"),
    [
        ("half a million rubles", "500000", 3),
        ("a million and a half", "1500000", 5),
        ("two and a half million usd", "2500000", 5),
        ("a hundred thousand", "100000", 3),
        ("one million two hundred and fifty thousand", "1250000", 7),
        ("полтора миллиона", "1500000", 2),
        ("два с половиной миллиона", "2500000", 4),
        ("полмиллиона", "500000", 2),
        ("четверть миллиона", "250000", 2),
        ("yarım milyon", "500000", 2),
        ("iki buçuk milyon", "2500000", 3),
        ("ikiyüzellibin", "250000", 4),
        ("1k5 eur", "1500", 3),
        ("1 млн 250 тыс", "1250000", 4),
        ("250 k usd", "250000", 2),
        ("250k usd", "250000", 2),
    ],
)
def test_the_longest_number_is_taken(text: str, value: str, tokens: int) -> None:
    phrase = parse(text)
    assert phrase is not None
    assert not phrase.malformed
    assert (f"{phrase.value.normalize():f}", phrase.after) == (value, tokens)


@pytest.mark.parametrize(
    "text",
    [
        "few thousand",
        "пара миллионов",
        "two fifty",
        "two thousand million",
    ],
)
def test_what_makes_no_one_number_is_malformed(text: str) -> None:
    phrase = parse(text)
    assert phrase is not None
    assert phrase.malformed


@pytest.mark.parametrize("text", ["on Base", "a few", "a dollar", "to China", "quarter of it"])
def test_other_words_are_no_number(text: str) -> None:
    assert parse(text) is None


def test_decimals_between_letters_offer_both_values() -> None:
    phrase = parse("1k25 eur")
    assert phrase is not None
    assert (phrase.value, phrase.alternatives) == (Decimal(1250), (Decimal(1025),))


def test_a_lone_m_is_a_scale_only_right_after_digits() -> None:
    attached, apart = parse("5m"), parse("5 m")
    assert attached is not None
    assert apart is not None
    assert (attached.scale, apart.scale) == (6, 0)


def values_in(text: str) -> list[Decimal | None]:
    return [amount.value for amount in amounts_in(text)]


@given(st.integers(1, 999_999), st.sampled_from(["usd", "руб", "TL"]))
def test_english_number_words_say_what_they_spell(number: int, money: str) -> None:
    assert values_in(f"{english(number)} {money}") == [number]


SMALL = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
TENS = ["-", "-", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def english(number: int) -> str:
    if number >= 1000:
        rest = number % 1000
        return f"{english(number // 1000)} thousand" + (f" {english(rest)}" if rest else "")
    if number >= 100:
        rest = number % 100
        return f"{SMALL[number // 100]} hundred" + (f" and {english(rest)}" if rest else "")
    if number >= 20:
        rest = number % 10
        return TENS[number // 10] + (f"-{SMALL[rest]}" if rest else "")
    return SMALL[number]
