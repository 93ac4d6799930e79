"""The number words, and compounds of them."""

from __future__ import annotations

import pytest

from bot.understand.text.normalize import tokenize_message
from bot.understand.text.number_lexicon import number_lexicon, split_number_words


def test_the_lexicon_has_three_languages() -> None:
    lexicon = number_lexicon()
    assert [lexicon.values[word] for word in ("twenty", "двадцать", "yirmi")] == [20, 20, 20]
    assert lexicon.scales["млн"] == 6
    assert lexicon.short_scales["m"] == 6


def test_a_word_that_stands_for_one_is_a_scale() -> None:
    lexicon = number_lexicon()
    assert lexicon.single <= lexicon.scales.keys()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("полмиллиона", ["пол", "миллиона"]),
        ("полбиткоина", ["пол", "биткоина"]),
        ("полтора", ["полтора"]),
        ("ikiyuzelli", ["iki", "yuz", "elli"]),
        ("elli", ["elli"]),
        ("ikinci", ["ikinci"]),
        ("thousand", ["thousand"]),
    ],
)
def test_compounds_are_split(text: str, parts: list[str]) -> None:
    tokens = split_number_words(tokenize_message(text))
    assert [token.text for token in tokens] == parts
    assert [text[token.start : token.end] for token in tokens] == parts
