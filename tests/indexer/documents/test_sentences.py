"""Sentences of several languages."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.documents import sentences
from tests.support.growth import assert_linear


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("It costs 1.5 EUR. Pay it.", 2),
        ("See art. 5 of the law. It binds.", 2),
        ("Статья 5 ст. 1 закона. Она действует с 1 сент. 2026 г. Проверьте.", 2),
        ("U.S. dollars are used. Mr. Smith pays.", 2),
        ("Really? Yes! «Да.» Нет.", 4),
        ("支付被禁止。请检查。", 2),
        ("No end mark", 1),
        ("one\ntwo", 2),
        ("   ", 0),
        ("Wait... He pays", 2),
        ("It ends.) (Then it begins", 2),
        ("A. Smith pays etc.\nThen B", 1),
        ("Antidisestablishmentarianismandsomemoreetc. Then B", 2),
    ],
)
def test_sentences_are_found_in_several_languages(text: str, count: int) -> None:
    assert len(sentences.split_sentences(text)) == count


@given(st.text(max_size=600))
def test_splitting_loses_nothing_but_white_space(text: str) -> None:
    found = sentences.split_sentences(text)
    assert "".join("".join(text[a:b].split()) for a, b in found) == "".join(text.split())
    assert all(a < b for a, b in found)
    assert all(x[1] <= y[0] for x, y in itertools.pairwise(found))


@pytest.mark.parametrize(
    ("begin", "piece", "end"),
    [
        ("a", ".", "b"), ("", "。", ""), ("", "!.", ""), ("", "a", "! B"), ("a", ".'", "b"),
        ("", "art. A ", ""), ("", "ст. А ", ""), ("a.", " ", "b"), ("a.", "'", " b"),
        ("a. ", "'", "b"),
    ],
)  # fmt: skip
def test_any_text_is_split_in_linear_time(begin: str, piece: str, end: str) -> None:
    assert_linear(lambda text: sentences.split_sentences(begin + text + end), piece)
