"""Words, stems and pairs of several scripts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.index.tokenize import detect_script, pair_terms, stem_words, tokenize


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rule 5b(2) of 282-FZ", ["rule", "5b", "2", "of", "282", "fz"]),
        ("ПЛАТЁЖ", ["платеж"]),
        ("加密货币支付", ["加密", "密货", "货币", "币支", "支付"]),
        ("USDT支付", ["usdt", "支付"]),
        ("ﬁne", ["fine"]),
        ("", []),
    ],
)
def test_words_of_a_text(text: str, expected: list[str]) -> None:
    assert tokenize(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("pay in USDT", "latin"), ("платить в USDT", "cyrillic"), ("用USDT支付货款", "cjk"),
     ("გადახდა", "other"), ("123", "latin")],
)  # fmt: skip
def test_script_is_that_of_most_letters(text: str, expected: str) -> None:
    assert detect_script(text) == expected


@given(st.text(max_size=200), st.sampled_from(["en", "ru", "zh", "xx"]))
def test_any_text_can_be_analysed(text: str, language: str) -> None:
    terms = stem_words(text, language)
    assert all(term and not term.isspace() for term in terms)
    assert len(pair_terms(terms)) == max(0, len(terms) - 1)
