"""Tests for a text without invisible characters and look-alikes."""

from __future__ import annotations

import pytest

from knowledge.compliance.addresses.visible_text import fold_homoglyphs, strip_invisible


def test_invisible_characters_go_and_places_lead_back() -> None:
    seen = strip_invisible("a\u200bb\u00adc\ufe0fd")
    assert seen.text == "abcd"
    assert seen.span(1, 3) == (2, 5)


@pytest.mark.parametrize("text", ["plain", "платёж"])
def test_a_text_without_them_stays_as_it_is(text: str) -> None:
    seen = strip_invisible(text)
    assert seen.text == text
    assert seen.span(0, len(text)) == (0, len(text))


@pytest.mark.parametrize(
    ("text", "latin"),
    [
        ("ТR7", "TR7"), ("０ｘ", "0x"), ("٣", "3"), ("𝟘𝕩", "0x"), ("×", "x"), ("ⓐ", "a"),
        ("сοս", "cou"), ("汉é", "汉é"), ("½", "½"),
    ],
)  # fmt: skip
def test_look_alikes_become_what_they_imitate_one_for_one(text: str, latin: str) -> None:
    assert fold_homoglyphs(text) == latin
    assert len(latin) == len(text)
