"""Text from outside on a terminal: commands to it are seen and not obeyed."""

from __future__ import annotations

import json

import pytest

from knowledge.text.terminal import escape_controls, escape_line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("b\x1b]0;pwned\x07.md", "b\\u001b]0;pwned\\u0007.md"),
        ("\x1b[2J", "\\u001b[2J"),
        ("\x9b2J\x7f", "\\u009b2J\\u007f"),
        ("over\rwritten\b", "over\\u000dwritten\\u0008"),
        ("txt.\u202efdp", "txt.\\u202efdp"),
        ("\udcff.md", "\\udcff.md"),
        ("a\u2028b", "a\\u2028b"),
    ],
)
def test_what_commands_a_terminal_is_made_visible(text: str, shown: str) -> None:
    assert escape_controls(text) == shown


@pytest.mark.parametrize(
    "text", ["Two\nlines\tand a tab", "Оплата — 5 €", "支付", "می\u200cخواهم", "👍🏽 ❤\ufe0f"]
)
def test_text_for_readers_stays_as_it_is(text: str) -> None:
    assert escape_controls(text) == text


def test_a_line_has_no_line_end_of_its_own() -> None:
    assert escape_line("one\ntwo\r\tthree\x1b") == r"one\u000atwo\u000d\u0009three\u001b"


def test_json_means_the_same_afterwards() -> None:
    said = {"name": "a\x9b\u202e\u2028\x7f\x1b\n\\u001b"}
    shown = escape_controls(json.dumps(said, ensure_ascii=False))
    assert shown.isascii()
    assert json.loads(shown) == said
