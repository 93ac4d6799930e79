"""One message, parsed once."""

from __future__ import annotations

import pytest

from bot.understand.text.parsed_message import parse_message
from tests.support.growth import assert_linear


def test_a_message_has_tokens_currencies_places_and_other_numbers() -> None:
    message = parse_message("Pay 5000 USD to China by 15.05.2026")
    assert message.normalized == "pay 5000 usd to china by 15.05.2026"
    assert [token.text for token in message.tokens][:3] == ["pay", "5000", "usd"]
    assert [mention.code for mention in message.currencies] == ["USD"]
    assert [place.code for place in message.places] == ["CN"]
    assert [number.kind for number in message.non_money_numbers] == ["date"]


def test_a_place_decides_between_currencies() -> None:
    assert parse_message("500 крон в Швецию").currencies[0].code == "SEK"


@pytest.mark.parametrize(
    ("text", "setting", "languages"),
    [
        ("send it to them", None, {"en"}),
        ("оплатить счёт", None, {"ru"}),
        ("faturayı ödemek istiyorum, ne kadar komisyon", None, {"tr"}),
        ("CNY 250.000", None, set()),
        ("CNY 250.000", "tr-TR", {"tr"}),
    ],
)
def test_the_languages_are_those_of_the_words_and_of_the_setting(
    text: str, setting: str | None, languages: set[str]
) -> None:
    assert parse_message(text, setting).languages == languages


def test_what_lies_in_a_blank_stretch_is_not_found_whatever_order_they_come_in() -> None:
    text = "Pay 5000 USD to China, 300 EUR to Spain by 15.05.2026"
    spans = [(text.index("Spain"), text.index("Spain") + 5), (4, 12), (6, 8), (20, 20)]
    left = parse_message(text).blank(spans)
    assert left.text == "Pay          to China, 300 EUR to       by 15.05.2026"
    assert [token.text for token in left.tokens if token.kind == "word"] == [
        "pay", "to", "china", "eur", "to", "by",
    ]  # fmt: skip
    assert [place.code for place in left.places] == ["CN"]
    assert len(left.non_money_numbers) == 1


def test_blanks_cost_no_more_than_the_length_of_the_message() -> None:
    def blank(text: str) -> None:
        text *= 4
        parse_message(text).blank((at, at + 2) for at in range(0, len(text), 4))

    assert_linear(blank, "5 a ")
