"""Texts and tags of a page, however it is broken."""

from __future__ import annotations

from indexer.documents.extract_html import extract_html
from indexer.documents.html_tokens import parse_attributes, split_tokens, unescape


def test_what_is_never_closed_shows_nothing_after_it() -> None:
    assert extract_html("<p>Shown.</p><!-- X <p>X</p>").text == "Shown."
    assert extract_html("<p>Shown.</p><script>X <p>X</p>").text == "Shown."


def test_texts_and_tags_come_in_order_and_comments_not_at_all() -> None:
    page = "a<B class=x>b<!-- c --></b><script>1 < 2</script>d"
    assert list(split_tokens(page)) == [
        ("text", "a", ""),
        ("start", " class=x", "b"),
        ("text", "b", ""),
        ("end", "", "b"),
        ("raw", ">1 < 2", "script"),
        ("text", "d", ""),
    ]


def test_of_two_attributes_of_one_name_the_first_counts() -> None:
    inside = """ A=1 a=2 b='x &amp; y' c="z" hidden"""
    assert parse_attributes(inside) == {"a": "1", "b": "x & y", "c": "z", "hidden": ""}


def test_numbers_of_no_character_are_left_out() -> None:
    assert unescape("a&#99999999999;b &lt;") == "ab <"
