"""Tests for the cases of Russian names."""

from __future__ import annotations

import pytest

from knowledge.places.russian_cases import inflect


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Китай", "Китая Китаю Китаем Китае"),
        ("Турция", "Турции Турцию Турцией"),
        ("Эмираты", "Эмиратов Эмиратам Эмиратах"),
        ("Филиппины", "Филиппин Филиппинах"),
        ("Казахстан", "Казахстана Казахстане"),
        ("Москва", "Москвы Москве Москву Москвой"),
        ("китайский", "китайскому китайская китайские китайских"),
        ("Саудовская", "Саудовской Саудовскую"),
        ("немец", "немца немцу немцы немцами"),
        ("китаец", "китайца китайцы китайцам"),
        ("юань", "юаня юаней юанями"),
        ("россиянин", "россияне россиянам"),
    ],
)
def test_russian_words_take_their_cases(word: str, expected: str) -> None:
    assert {word, *expected.split()} <= inflect(word)


@pytest.mark.parametrize("word", ["США", "ОАЭ", "Перу", "Чили", "Марокко"])
def test_words_without_cases_stay_as_they_are(word: str) -> None:
    assert inflect(word) == {word}


def test_no_form_of_georgia_is_cargo() -> None:
    assert not inflect("Грузия") & {"груз", "груза", "грузу", "грузы", "грузов", "грузом"}
