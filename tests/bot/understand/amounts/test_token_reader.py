"""Tokens by index, and the text between them."""

from __future__ import annotations

import pytest

from bot.understand.amounts.token_reader import TokenReader
from bot.understand.text.normalize import tokenize_message


def reader_of(text: str) -> TokenReader:
    return TokenReader(text, tokenize_message(text))


def test_only_words_are_words() -> None:
    reader = reader_of("5 thousand")
    assert [reader.word_at(index) for index in (-1, 0, 1, 2)] == ["", "", "thousand", ""]


def test_the_gap_of_an_index_out_of_range_joins_nothing() -> None:
    reader = reader_of("5 thousand")
    assert [reader.gap_before(index) for index in (0, 1, 2)] == ["\n", " ", "\n"]


@pytest.mark.parametrize(
    ("text", "joined"),
    [("5 k", True), ("5k", True), ("5-k", True), ("5. k", True), ("5 \u200bk", True),
     ("5, k", False), ("5\nk", False), ("5   k", False)],
)  # fmt: skip
def test_spaces_hyphens_and_points_join(text: str, joined: bool) -> None:
    assert reader_of(text).is_joined(1) is joined
