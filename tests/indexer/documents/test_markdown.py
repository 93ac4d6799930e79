"""Markdown to plain text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexer.documents.markdown import parse_blocks, to_plain


@given(st.text(alphabet="xyz #\n*[]^1", max_size=200))
def test_plain_text_knows_where_every_character_stood(text: str) -> None:
    for block in parse_blocks(text):
        assert len(block.plain.at) == len(block.plain.text)
        for char, place in zip(block.plain.text, block.plain.at, strict=True):
            assert text[place] == char or (char == " " and text[place].isspace())


def test_headings_items_and_paragraphs_are_blocks() -> None:
    text = "# One\n\nA line\ngoes on.\n\n- item\n1. other\n\n---\n\n```\n# no heading\n```\n"
    assert [(block.level, block.plain.text) for block in parse_blocks(text)] == [
        (1, "One"), (0, "A line goes on."), (0, "item"), (0, "other"), (0, "# no heading"),
    ]  # fmt: skip


def test_source_marks_stay_with_the_words_before_them() -> None:
    text = "First.[^2] Second, *see* [the law](https://x).[^1]"
    plain = to_plain(text, 0, len(text))
    assert plain.text == "First. Second, see the law."
    assert plain.refs_in(0, 6) == (2,)
    assert plain.refs_in(6, len(plain.text)) == (1,)
    assert text[slice(*plain.span(7, 13))] == "Second"
