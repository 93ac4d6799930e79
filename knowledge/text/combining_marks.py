"""Combining marks, such as accents: a few on one letter, never hundreds."""

from __future__ import annotations

import re
import unicodedata

# Vietnamese and pointed Hebrew put two or three on a letter. Unicode's normalization sorts the
# marks of one letter in quadratic time, and its stream-safe form allows 30.
MAX_MARKS_IN_A_ROW = 8


def limit_marks(text: str) -> str:
    """The text with at most ``MAX_MARKS_IN_A_ROW`` combining marks on any letter."""
    if text.isascii():
        return text
    marks = "".join(sorted(filter(unicodedata.combining, set(text))))
    if not marks:
        return text
    return re.sub(f"(?<=[{marks}]{{{MAX_MARKS_IN_A_ROW}}})[{marks}]+", "", text)
