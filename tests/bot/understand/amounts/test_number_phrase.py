"""A number before a currency decides how its digits are read."""

from __future__ import annotations

from decimal import Decimal

from bot.understand.amounts.number_phrase import NumberPhrase
from bot.understand.amounts.numerals import Numeral, parse_numeral

MILLION = NumberPhrase(0, 2, ((Numeral(grouped="1"), 6),), scale=6)
THOUSANDS = NumberPhrase(2, 4, ((Numeral(grouped="250"), 3),), scale=3)


def test_parts_add_up() -> None:
    phrase = MILLION.plus(THOUSANDS)
    assert (phrase.first, phrase.after, phrase.scale) == (0, 4, 3)
    assert phrase.value == Decimal(1250000)
    assert not phrase.malformed


def test_a_part_of_no_smaller_scale_is_malformed() -> None:
    assert THOUSANDS.plus(MILLION).malformed
    assert THOUSANDS.plus(THOUSANDS).malformed


def test_a_part_of_two_readings_adds_up_to_nothing_certain() -> None:
    ambiguous = NumberPhrase(2, 4, ((parse_numeral("1.250"), 3),), scale=3)
    assert ambiguous.has_two_readings
    assert MILLION.plus(ambiguous).malformed
