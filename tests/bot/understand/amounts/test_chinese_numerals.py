"""Chinese numerals."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understand.amounts.chinese_numerals import find_numeral_run, parse_chinese_numeral
from bot.understand.text.normalize import tokenize_message
from tests.support.amounts import amounts_in


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("三十万", "300000"),
        ("25万", "250000"),
        ("120.5万", "1205000"),
        ("1.2亿", "120000000"),
        ("3万5千", "35000"),
        ("一点五万", "15000"),
        ("一百二十万", "1200000"),
        ("三万五", "35000"),
        ("三万零五", "30005"),
        ("一万亿", "1000000000000"),
        ("十", "10"),
        ("伍佰", "500"),
    ],
)
def test_a_numeral_has_its_value(written: str, value: str) -> None:
    parsed, alternatives = parse_chinese_numeral(written)
    assert parsed is not None
    assert (f"{parsed.normalize():f}", alternatives) == (value, ())


def test_a_digit_without_a_unit_after_digits_is_ambiguous() -> None:
    values = (Decimal(35000), Decimal(30005))
    assert parse_chinese_numeral("3万5") == (values[0], values)


@pytest.mark.parametrize("written", ["几万", "十多万", "二五", "百千", "一亿亿", "1,250万"])
def test_a_vague_or_malformed_numeral_has_no_value(written: str) -> None:
    assert parse_chinese_numeral(written) == (None, ())


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("三十万元", 3),
        ("25万美元", 2),
        ("25 万美元", 2),
        ("三万多少", 2),
        ("一点", 1),
        ("三 万", 1),
    ],
)
def test_a_numeral_ends_before_what_is_none_of_it(text: str, end: int) -> None:
    assert find_numeral_run(tokenize_message(text), 0) == (end, True)


@pytest.mark.parametrize("text", ["500一下", "5000 usd", "几", "几几几5几", "多少"])
def test_digits_and_vague_words_alone_are_no_chinese_numeral(text: str) -> None:
    tokens = tokenize_message(text)
    end, is_numeral = find_numeral_run(tokens, 0)
    assert not is_numeral
    assert not any(find_numeral_run(tokens[at:end], 0)[1] for at in range(end))


def values_in(text: str) -> list[Decimal | None]:
    return [amount.value for amount in amounts_in(text)]


@given(st.integers(10, 99_999_999))
def test_chinese_numerals_say_what_they_spell(number: int) -> None:
    assert values_in(f"{chinese(number)}美元") == [number]


def chinese(number: int) -> str:
    high, low = divmod(number, 10_000)
    if high:
        rest = myriad(low)
        gap = "零" if low and low < 1000 else ""
        return f"{myriad(high)}万{gap}{rest}"
    return myriad(low)


def myriad(number: int) -> str:
    out, gap = "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            out += ("零" if gap and out else "") + "零一二三四五六七八九"[digit] + unit
            gap = False
        else:
            gap = True
    return out
