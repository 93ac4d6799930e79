"""Currencies named in a message."""

from __future__ import annotations

import pytest

from bot.understand.text.currencies import (
    CurrencyMention,
    find_currencies,
    home_countries,
    parse_currency,
)
from bot.understand.text.normalize import normalize, tokenize_message


def find(text: str, *places: str, language: str | None = None) -> tuple[CurrencyMention, ...]:
    normalized = normalize(text)
    return find_currencies(text, normalized, tokenize_message(normalized), places, language)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("dollars", "USD"), ("доллара", "USD"), ("us dollars", "USD"), ("hong kong dollars", "HKD"),
        ("人民币", "CNY"), ("руб", "RUB"), ("₽", "RUB"), ("usdt", "USDT"), ("лир", "TRY"),
        ("pounds", "GBP"), ("KZT", "KZT"), ("юаней", "CNY"), ("sats", "BTC"),
    ],
)  # fmt: skip
def test_codes_signs_words_and_phrases_are_known(text: str, code: str) -> None:
    (mention,) = find(text)
    assert (mention.code, mention.start, mention.end) == (code, 0, len(text))


def test_a_word_of_several_currencies_is_decided_by_a_place() -> None:
    assert find("500 крон")[0].options == ("SEK", "NOK", "DKK", "CZK")
    assert find("500 крон", "SE")[0].code == "SEK"
    assert find("500 крон", "SE", "NO")[0].options


def test_a_default_gives_way_to_a_place() -> None:
    assert find("500 pounds", "EG")[0].code == "EGP"


def test_the_yuan_sign_is_chinese_in_a_chinese_message_only() -> None:
    assert find("¥500")[0].options == ("CNY", "JPY")
    assert find("付¥500")[0].code == "CNY"
    assert find("¥500", language="zh")[0].code == "CNY"


def test_a_plain_dollar_beside_another_dollar_is_ambiguous() -> None:
    assert [m.options or (m.code,) for m in find("HK$ 500 or $600")] == [("HKD",), ("USD", "HKD")]


@pytest.mark.parametrize(
    ("text", "needs_number"), [("try", True), ("TRY", False), ("won", True), ("XOF", True)]
)
def test_words_that_mean_other_things_need_a_number(text: str, needs_number: bool) -> None:
    assert find(text)[0].needs_number is needs_number


def test_a_trader_writes_u_for_tether_in_chinese_only() -> None:
    assert [m.code for m in find("付500u")] == ["USDT"]
    assert find("500u") == ()


def test_mentions_do_not_overlap() -> None:
    assert [m.code for m in find("us dollar")] == ["USD"]


@pytest.mark.parametrize(
    ("word", "code"), [("usd", "USD"), ("руб", "RUB"), ("$", "USD"), ("крон", None), ("abc", None)]
)
def test_one_word_is_one_currency_or_none(word: str, code: str | None) -> None:
    assert parse_currency(word) == code


def test_a_currency_knows_its_home() -> None:
    assert "CN" in home_countries("CNY")
    assert home_countries("BTC") == frozenset()
