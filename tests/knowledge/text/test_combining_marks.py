"""A letter has a few combining marks, not hundreds."""

from __future__ import annotations

import unicodedata

import pytest

from knowledge.text.combining_marks import MAX_MARKS_IN_A_ROW, limit_marks
from tests.support.growth import assert_linear


@pytest.mark.parametrize(
    "text",
    ["", "plain", "Ấn Độ", unicodedata.normalize("NFD", "Ấn Độ, Türkiye, ёж"), "שָׁלוֹם", "नमस्ते"],
)
def test_words_of_every_language_stay_as_they_are(text: str) -> None:
    assert limit_marks(text) == text


def test_of_many_marks_in_a_row_the_first_are_left() -> None:
    many = "\u0301\u0323" * 500
    assert (
        limit_marks(f"a{many}b{many}")
        == f"a{many[:MAX_MARKS_IN_A_ROW]}b{many[:MAX_MARKS_IN_A_ROW]}"
    )


def test_normalizing_what_is_left_takes_time_that_grows_with_the_text() -> None:
    assert_linear(lambda text: unicodedata.normalize("NFKC", limit_marks(text)), "\u0345\u0334")
