"""One message, parsed once."""

from __future__ import annotations

import pytest

from bot.understand.text.parsed_message import parse_message


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
