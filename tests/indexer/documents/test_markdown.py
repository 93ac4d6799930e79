"""Markdown to plain text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.documents.markdown import parse_blocks, to_plain
from tests.support.growth import assert_linear


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


@pytest.mark.parametrize(
    ("line", "blocks"),
    [
        ("## Two words ## ", [(2, "Two words")]), ("# ##", [(1, "#")]), ("# ", [(0, "#")]),
        ("#  ", []), ("#x", [(0, "#x")]), ("####### seven", [(0, "####### seven")]),
        (" - - -", []), ("== =x", [(0, "== =x")]), ("| :-- | --: |", []), ("--", []),
    ],
)  # fmt: skip
def test_headings_and_rules_are_known_by_their_marks(
    line: str, blocks: list[tuple[int, str]]
) -> None:
    assert [(block.level, block.plain.text) for block in parse_blocks(line)] == blocks


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("[a]( b) ![c](d)", "a c"), ("[a] (b)", "[a] (b)"), ("[a\n](b)", "[a ](b)"),
        ("![^1] [^2](x)", "! (x)"), ("[[a](b)", "[a"), ("[a](b [c](d)", "a"), ("[](x)y", "y"),
        ("a <b\nc> d</b>e", "a <b c> de"), ("a<!-->-->b<!-- c", "ab<!-- c"), ("[a](b", "[a](b"),
    ],
)  # fmt: skip
def test_what_nothing_closes_is_text(text: str, plain: str) -> None:
    assert to_plain(text, 0, len(text)).text == plain


def test_a_mark_is_closed_within_its_own_stretch_only() -> None:
    assert to_plain("[a](b) <c>", 0, 5).text == "[a](b"
    assert to_plain("[a](b) <c>", 7, 9).text == "<c"
    assert to_plain("a<!-- b -->", 0, 10).text == "a<!-- b --"


@pytest.mark.parametrize(
    "piece",
    [
        "[", "![", "[a](", "[a]", "<a ", "</a", "<!--", "<!-- <a [", "*_", "A.[^1] ", "Ab\n\n",
        "[\n", "`", "# ", "- ", "|",
    ],
)  # fmt: skip
def test_any_text_is_parsed_in_linear_time(piece: str) -> None:
    def work(text: str) -> None:
        for block in parse_blocks(text):
            for place in range(0, len(block.plain.text), 7):
                block.plain.refs_in(place, place + 7)

    assert_linear(work, piece)


@pytest.mark.parametrize(
    ("begin", "piece", "end"),
    [
        ("", " ", "x"), ("", "\t", "- x"), ("# a", " ", "b"), ("# a", "# ", "b"), ("# ", "#", " b"),
        ("", "- ", "x"), ("", "-|", "x"), ("#", " ", ""), ("1. ", " ", "x"),
    ],
)  # fmt: skip
def test_any_line_is_parsed_in_linear_time(begin: str, piece: str, end: str) -> None:
    assert_linear(lambda text: list(parse_blocks(f"{begin}{text}{end}")), piece)
