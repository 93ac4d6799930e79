"""What cannot be seen is not read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.documents.visible_text import remove_unseen


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("pay\u200bment", "payment"), ("a\u202eb\u2066c", "abc"), ("so\u00adft", "soft"),
        ("x\U000e0041\U000e0042y", "xy"), ("line\r\nend\rx", "line\nend\nx"), ("a\u00a0b", "a b"),
        ("می\u200cخواهم", "می\u200cخواهم"), ("flag\ufe0f", "flag"),
        ("a\u3164b\u115fc", "abc"), ("\u2800x", " x"),
        ("page\x0cnext\x85end", "page\nnext\nend"), ("می\u200c\u200cخ", "میخ"),
        ("a\u200cb", "ab"), ("\x1b[31mred", "[31mred"),
    ],
)  # fmt: skip
def test_what_cannot_be_seen_is_taken_out(text: str, seen: str) -> None:
    assert remove_unseen(text) == seen


@given(st.text(max_size=300))
def test_seeing_twice_changes_nothing(text: str) -> None:
    assert remove_unseen(remove_unseen(text)) == remove_unseen(text)
