"""Tests for the words that name a place."""

from __future__ import annotations

import pytest

from knowledge.places.gazetteer import (
    NAME_LANGUAGES,
    WORD,
    GazetteerEntry,
    fold_word,
    gazetteer_for,
    load_table,
)


@pytest.mark.parametrize(
    ("word", "folded"),
    [("Türkiye", "turkiye"), ("U.S.", "us"), ("ISTANBUL", "istanbul"), ("Diyarbakır", "diyarbakir"),
     ("Côte", "cote"), ("Ё", "е"), ("plain", "plain")],
)  # fmt: skip
def test_a_word_is_folded_to_letters_without_case_accents_and_stops(word: str, folded: str) -> None:
    assert fold_word(word) == folded


def test_abbreviations_are_one_word() -> None:
    assert WORD.findall("the U.S. and U.S.A., not e.g.") == [
        "the", "U.S.", "and", "U.S.A.", "not", "e", "g",
    ]  # fmt: skip


def test_an_entry_may_need_a_capital_or_its_very_spelling() -> None:
    assert GazetteerEntry("TR", "^", "Turkey").fits("Turkey")
    assert not GazetteerEntry("TR", "^", "Turkey").fits("turkey")
    assert GazetteerEntry("US", "=", "US").fits("U.S.")
    assert not GazetteerEntry("US", "=", "US").fits("us")
    assert GazetteerEntry("DE", "", "Germany").fits("germany")


def test_russian_cases_are_built_only_for_texts_with_cyrillic_letters() -> None:
    assert ("китаю",) in gazetteer_for("платёж Китаю").phrases
    assert ("китаю",) not in gazetteer_for("a payment to China").phrases
    assert gazetteer_for("中国").han_codes["中国"] == "CN"


def test_the_longest_phrase_of_a_first_word_is_known() -> None:
    gazetteer = gazetteer_for("")
    assert gazetteer.longest["north"] >= 2
    assert all(len(words) <= gazetteer.longest[words[0]] for words in gazetteer.phrases)


def test_every_place_has_a_name_in_every_language() -> None:
    for code, row in load_table()["place"].items():
        assert all(row.get(language) for language in NAME_LANGUAGES), code
