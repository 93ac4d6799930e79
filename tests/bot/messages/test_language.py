"""Which language a reply is written in."""

from __future__ import annotations

import pytest

from bot.messages import catalogue
from bot.messages.language import LANGUAGES, Language, language_for, reply_language
from tests.support.growth import assert_linear


@pytest.mark.parametrize(
    ("text", "default", "language"),
    [
        ("Можно ли платить в USDT?", "en", "ru"),
        ("Чи можна платити у USDT? Її", "en", "ru"),
        ("Can I pay in USDT?", "ru", "en"),
        ("Kann ich in USDT zahlen?", "ru", "en"),
        ("BTC EUR", "ru", "ru"),
        ("/sources", "ru", "ru"),
        ("12 500", "en", "en"),
        ("проверь адрес TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "en", "ru"),
        ("check TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "ru", "en"),
        ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "ru", "ru"),
    ],
)
def test_a_reply_is_in_russian_for_those_who_read_it_and_else_in_english(
    text: str, default: Language, language: Language
) -> None:
    assert reply_language(text, default) == language


@pytest.mark.parametrize("piece", ["x", "x1 ", "1", "адрес", " "])
def test_a_long_text_costs_no_more_than_its_length(piece: str) -> None:
    assert_linear(lambda text: reply_language(text, "en"), piece)


def test_speakers_of_languages_beside_russian_get_russian() -> None:
    assert [language_for(code) for code in ("kk", "uk-UA", "tr", "")] == ["ru", "ru", "en", "en"]


def test_every_language_has_a_catalogue_with_the_same_keys() -> None:
    first, *others = (catalogue(language).keys() for language in LANGUAGES)
    assert all(keys == first for keys in others)
