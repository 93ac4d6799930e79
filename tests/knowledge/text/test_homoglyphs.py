"""Tests for the table of look-alike characters."""

import pytest

from knowledge.text.homoglyphs import (
    APOSTROPHES,
    CYRILLIC_IN_WORDS,
    LATIN_IN_ADDRESSES,
    LATIN_IN_WORDS,
)


def test_every_look_alike_stands_for_a_latin_letter_or_a_digit() -> None:
    for character, imitated in LATIN_IN_ADDRESSES.items():
        assert not character.isascii()
        assert imitated.isascii()
        assert imitated.isalnum()


def test_words_use_only_look_alikes_of_the_same_shape() -> None:
    assert LATIN_IN_WORDS.items() < LATIN_IN_ADDRESSES.items()
    # "грузия" is no "rpy3ия".
    assert not {"г", "з", "б", "ь"} & LATIN_IN_WORDS.keys()


@pytest.mark.parametrize(
    ("disguised", "plain"), [("ѕаnсtіоnѕ", "sanctions"), ("αdνιce", "advice"), ("ոսӏӏ", "null")]
)
def test_a_disguised_word_reads_as_latin(disguised: str, plain: str) -> None:
    assert "".join(LATIN_IN_WORDS.get(char, char) for char in disguised) == plain


def test_a_latin_letter_inside_a_russian_word_reads_as_cyrillic() -> None:
    assert "".join(CYRILLIC_IN_WORDS.get(char, char) for char in "caнkции") == "санкции"


def test_no_apostrophe_is_a_letter() -> None:
    assert len(set(APOSTROPHES)) == len(APOSTROPHES)
    assert not any(char.isalnum() for char in APOSTROPHES if char != "ʼ")
