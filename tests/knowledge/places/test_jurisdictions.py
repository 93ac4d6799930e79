"""Places are found by name, adjective, city, authority and law, and only where they are meant."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.places.gazetteer import load_table
from knowledge.places.jurisdictions import (
    find_mentions,
    find_place_codes,
    find_regions,
    law_of,
    member_states,
    place_name,
)
from tests.support.growth import assert_linear
from tests.support.paths import FIXTURES

PLACES = sorted(load_table()["place"])


def cases() -> list[tuple[str, tuple[str, ...]]]:
    """The texts of the table, each with the codes of its places."""
    lines = (FIXTURES / "places.txt").read_text("utf-8").splitlines()
    rows = [line.split("|", 1) for line in lines if line and not line.startswith("#")]
    return [(text.strip(), tuple(named.replace("-", "").split())) for named, text in rows]


TABLE = cases()


def test_the_table_is_long_enough_to_mean_something() -> None:
    assert len(TABLE) >= 150


@pytest.mark.parametrize(("text", "expected"), TABLE, ids=[case[0] for case in TABLE])
def test_a_text_names_its_places_and_no_others(text: str, expected: tuple[str, ...]) -> None:
    found = find_place_codes(text)
    assert found == expected


def test_mentions_come_in_order_with_the_very_words() -> None:
    text = "Из РФ: китайскому поставщику via the U.A.E., then 香港."
    assert [(m.code, text[m.start : m.end]) for m in find_mentions(text)] == [
        ("RU", "РФ"),
        ("CN", "китайскому"),
        ("AE", "U.A.E."),
        ("HK", "香港"),
    ]


def test_a_place_named_twice_is_two_mentions_and_one_code() -> None:
    text = "Turkey, Turkish banks and Istanbul"
    assert [m.code for m in find_mentions(text)] == ["TR", "TR", "TR"]
    assert find_place_codes(text) == ("TR",)


def test_a_phrase_does_not_run_over_a_stop() -> None:
    assert find_place_codes("from the south, Africa") == ()
    assert find_place_codes("in South\nAfrica") == ("ZA",)
    assert find_place_codes("the US; dollar prices") == ("US",)


@pytest.mark.parametrize("code", PLACES)
def test_every_place_is_known_by_the_names_it_is_shown_with(code: str) -> None:
    for language in ("en", "ru", "tr", "zh"):
        shown = place_name(code, language)
        # «Того» is also "of that": the country needs its preposition.
        assert find_place_codes("в Того" if shown == "Того" else shown) == (code,)


@pytest.mark.parametrize("code", PLACES)
def test_every_other_word_of_a_place_leads_to_it(code: str) -> None:
    row = load_table()["place"][code]
    for key in ("words", "cities", "bodies"):
        for written in row.get(key, []):
            assert find_place_codes(written.lstrip("^=")) == (code,), written


def test_all_countries_are_there() -> None:
    assert len(PLACES) == 251  # 249 of ISO 3166-1, Kosovo and the Union
    assert all(len(code) == 2 and set(code) <= set(string.ascii_uppercase) for code in PLACES)


def test_names_fall_back_to_english_and_then_to_the_code() -> None:
    assert place_name("CN", "ru") == "Китай"
    assert place_name("CN", "en") == "China"
    assert place_name("CN", "sw") == "China"
    assert place_name("QQ", "ru") == "QQ"


def test_the_union_has_its_members_and_a_state_itself() -> None:
    assert len(member_states("EU")) == 27
    assert {"DE", "FR", "CY"} <= set(member_states("EU"))
    assert "GB" not in member_states("EU")
    assert member_states("TR") == ("TR",)
    assert member_states("QQ") == ("QQ",)


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    end = 0
    for mention in find_mentions(text):
        assert end <= mention.start < mention.end <= len(text)
        assert mention.code in PLACES
        end = mention.end


def test_a_long_text_costs_no_more_than_its_length() -> None:
    question = (
        "Can a Turkish buyer pay my invoice in crypto from Dubai, and what do the Bank of Russia "
        "and the EU say about payments to a Chinese supplier in Shenzhen by a Kazakh company? "
    )
    assert_linear(find_mentions, question)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pay Crimea", {"UA": "crimea"}),
        ("платёж из Севастополя", {"UA": "crimea"}),
        ("a firm in Luhansk and one in Turkey", {"UA": "donetsk_luhansk"}),
        ("a firm in Kyiv", {}),
        ("крымская компания", {"UA": "crimea"}),
    ],
)
def test_a_region_under_measures_of_its_own_is_distinguished_from_its_country(
    text: str, found: dict[str, str]
) -> None:
    assert find_regions(find_mentions(text)) == found


def test_a_territory_has_the_law_of_the_country_that_it_is_part_of() -> None:
    assert (law_of("PR"), law_of("RE"), law_of("AX")) == ("US", "FR", "FI")
    assert (law_of("TR"), law_of("GL")) == ("TR", "GL")
    assert all(law_of(code) in load_table()["place"] for code in PLACES)
