"""Style sheets that hide."""

from __future__ import annotations

from indexer.documents.extract_html import extract_html
from indexer.documents.html_styles import MAX_VALUE_CHARS, parse_declarations, parse_rules
from tests.support.growth import assert_linear


def test_a_style_s_properties_are_read_without_comments_and_importance() -> None:
    style = "Display : NONE !important; color:red/* ; top:1 */; broken"
    assert parse_declarations(style) == {"display": "none", "color": "red"}


def test_only_plain_selectors_hide_and_none_for_other_media() -> None:
    page = (
        "<style>@import x; .a, #b {display:none} p .c {display:none}"
        "@media print {.d {display:none}}</style>"
        "<style media=print>.e {display:none}</style>"
    )
    assert parse_rules(page) == {".a": {"display": "none"}, "#b": {"display": "none"}}


def test_what_another_selector_shows_again_is_not_hidden() -> None:
    assert parse_rules("<style>.t{display:none;top:0} .t.open{display:block}</style>") == {
        ".t": {"top": "0"}
    }


def test_a_page_without_sheets_has_no_rules() -> None:
    assert parse_rules("<p style='display:none'>x</p>") == {}


def test_of_a_style_only_what_can_hide_is_kept_and_the_front_of_its_value() -> None:
    style = ";".join(f"p{n}:{n}" for n in range(40_000)) + ";clip: rect(" + " " * 999 + "0,0,0,0)"
    assert parse_declarations(style) == {"clip": "rect( 0,0,0,0)"}
    assert len(parse_declarations("font:" + "x" * 10_000)["font"]) == MAX_VALUE_CHARS


def test_a_large_rule_and_its_many_elements_are_read_in_linear_time() -> None:
    def read(text: str) -> None:
        properties = "".join(f"p{n}:0;" for n in range(len(text) // 4))
        page = f"<style>p{{{properties}font:{text} a}}</style>"
        extract_html(page + "<p>x</p>" * (len(text) // 4))

    assert_linear(read, "1")


def test_a_large_rule_of_many_selectors_is_read_in_linear_time() -> None:
    def read(text: str) -> None:
        selectors = ",".join(f".c{n}" for n in range(len(text)))
        properties = "".join(f"p{n}:0;" for n in range(len(text)))
        parse_rules(f"<style>{selectors}{{{properties}}}</style>")

    assert_linear(read, "x")
