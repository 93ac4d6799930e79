"""Normalized text and tokens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understand.text.normalize import Token, normalize, tokenize_message


@pytest.mark.parametrize(
    ("text", "normalized"),
    [
        ("Élan", "elan"), ("ÖDEME", "odeme"), ("İstanbul", "istanbul"), ("ılık", "ilik"),
        ("Счёт", "счет"), ("１２，０００", "12,000"), ("١٢٣", "123"), ("1\u00a0250", "1 250"),
        ("1\u202f250", "1 250"), ("1’250", "1'250"), ("a—b", "a–b"), ("1\u200d0", "1\u200b0"),
        ("٫", "."), ("美元", "美元"), ("ß", "ß"),
    ],
)  # fmt: skip
def test_letters_digits_spaces_and_marks_become_plain(text: str, normalized: str) -> None:
    assert normalize(text) == normalized


@given(st.text())
def test_every_offset_stays_where_it_was(text: str) -> None:
    assert len(normalize(text)) == len(text)


@given(st.text())
def test_tokens_are_what_stands_in_the_text_in_order(text: str) -> None:
    end = 0
    for token in tokenize_message(text):
        assert end <= token.start < token.end
        assert text[token.start : token.end] == token.text
        end = token.end


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("250 000 usd", [("number", "250 000"), ("word", "usd")]),
        ("2500 000", [("number", "2500"), ("number", "000")]),
        ("1,250.50k", [("number", "1,250.50"), ("word", "k")]),
        ("2.5e6", [("number", "2.5e6")]),
        ("5eur", [("number", "5"), ("word", "eur")]),
        ("三十万", [("han", "三"), ("han", "十"), ("han", "万")]),
        ("a_b", [("word", "a"), ("word", "b")]),
    ],
)
def test_numbers_keep_their_separators(text: str, kinds: list[tuple[str, str]]) -> None:
    assert [(token.kind, token.text) for token in tokenize_message(text)] == kinds


def test_a_token_knows_its_span() -> None:
    assert tokenize_message("a 5") == [Token("word", "a", 0, 1), Token("number", "5", 2, 3)]
