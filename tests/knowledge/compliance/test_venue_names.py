"""Names of venues in texts."""

from __future__ import annotations

import pytest

from knowledge.compliance.venue_names import MAX_TEXT_CHARS, VenueNames, split_name

NAMES = VenueNames(
    [
        ("htx", ["HTX", "Huobi", "Хуоби"], []),
        ("rapira", ["Rapira", "Рапира"], []),
        ("a7", ["A7 LLC"], ["A7"]),
        ("a7-agent", ["A7 LLC Agent"], []),
        ("meer", ["Meer.kg"], ["Meer"]),
    ]
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("is htx sanctioned", ("htx",)),
        ("HTX, Huobi and once more HTX?", ("htx",)),
        ("деньги пришли с Рапиры на Хуоби", ("rapira", "htx")),
        ("we work with A7 LLC Agent", ("a7-agent",)),
        ("we work with A7 LLC", ("a7",)),
        ("a7", ("a7",)),
        ("an Audi A7 for the director", ()),
        ("Meer?", ("meer",)),
        ("de Meer is a place", ()),
        ("meer.kg is a venue", ("meer",)),
        ("xhtx and htxs", ()),
        ("", ()),
    ],
)
def test_names_are_found_as_whole_words_in_any_case(text: str, found: tuple[str, ...]) -> None:
    assert tuple(dict.fromkeys(one.slug for one in NAMES.find(text))) == found


def test_a_mention_says_where_the_name_stands() -> None:
    text = "деньги с Рапиры и с HTX"
    assert [text[one.start : one.end] for one in NAMES.find(text)] == ["Рапиры", "HTX"]


def test_only_the_beginning_of_a_text_is_read() -> None:
    assert NAMES.find("x " * (MAX_TEXT_CHARS // 2) + "htx") == ()


def test_a_name_is_split_into_words_without_case_and_accents() -> None:
    assert split_name("Aban-Tether Ёж") == ["aban", "tether", "еж"]
