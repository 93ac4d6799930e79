"""Comments and hidden HTML of Markdown."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.errors import NoteError
from tests.support.documents import Read, reading


@pytest.fixture
def read(tmp_path: Path) -> Read:
    return reading(tmp_path)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("A.\n\n<!--\n\nX\n\nX\n\n-->\n\nB.", "A.\n\n\n\nB."),
        ("A <span style='display:none'>X <span>X</span> X</span>B.", "A B."),
        ("<div hidden>\n\nX\n\n</div>\n\nB.", "\n\nB."), ("A<script>X</script>.", "A."),
        ("```html\n<!-- X -->\n<p hidden>X</p>\n```\nB.",) * 2, ("Write `<!-- X -->` so.",) * 2,
        ("Plain *words*, 1 < 2 > 0, a <b>bold</b> one.",) * 2, ("A <!-- never closed.",) * 2,
    ],
)  # fmt: skip
def test_markdown_keeps_what_its_reader_sees_and_nothing_else(
    read: Read, text: str, left: str
) -> None:
    assert read("a.md", text).text == left


def test_hidden_markdown_that_is_never_closed_is_named(read: Read) -> None:
    for text, problem in (("A.\n\n<!-- X", "close it with -->"), ("<div hidden>X", "<div>")):
        with pytest.raises(NoteError, match=problem):
            read("a.md", text)
