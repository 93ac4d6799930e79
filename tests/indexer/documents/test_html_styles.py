"""Style sheets that hide."""

from __future__ import annotations

from indexer.documents.html_styles import parse_declarations, parse_rules


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
