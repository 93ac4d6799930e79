"""Tests for names in one spelling, whatever script they were written in."""

from __future__ import annotations

import pytest

from knowledge.compliance.sanctions.transliterate import (
    MAX_LATIN_CHARS,
    MAX_NAME_CHARS,
    is_legal_form,
    transliterate,
)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Сергей Иванов", ("sergey", "ivanov")),
        ("ООО «Ромашка»", ("ooo", "romashka")),
        ("Łódzka", ("lodzka",)),
        ("S.A. de C.V.", ("sa", "de", "cv")),
        ("L.L.C. Acme", ("llc", "acme")),
        ("O'Neill", ("oneill",)),
        ("SberBank", ("sber", "bank")),
        ("华为技术有限公司", ("hua", "wei", "ji", "shu", "co")),
        ("Vessel 12", ("vessel", "12")),
        ("...", ()),
    ],
)
def test_a_name_is_words_in_latin_letters(name: str, words: tuple[str, ...]) -> None:
    assert transliterate(name).words == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Гарантекс", "Garantex"), ("Khrushchev", "Хрущев"), ("Sergey", "Sergei"),
        ("Wagner", "Vagner"), ("Mohammed", "Mohamed"), ("Philip", "Filip"),
    ],
)  # fmt: skip
def test_romanisations_of_one_sound_sound_alike(one: str, other: str) -> None:
    assert transliterate(one).sounds == transliterate(other).sounds


def test_figures_sound_as_they_are_written() -> None:
    assert transliterate("1122").sounds == ("1122",)


def test_sounds_are_joined_without_spaces_and_long_names_are_cut() -> None:
    assert transliterate("Hua Wei").joined == transliterate("Huawei").joined
    assert len(transliterate("a" * 999).words[0]) == MAX_NAME_CHARS
    assert len(" ".join(transliterate("ﷺ" * 300).words)) <= MAX_LATIN_CHARS


def test_what_a_company_is_by_law_is_no_name() -> None:
    assert all(is_legal_form(word) for word in ("llc", "ooo", "gmbh", "holding", "of"))
    assert not is_legal_form("garantex")
