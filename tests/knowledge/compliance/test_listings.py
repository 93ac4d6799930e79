"""The table of listed venues and persons."""

from __future__ import annotations

import datetime as dt

import pytest

from knowledge.compliance.listings import (
    Standing,
    Venue,
    load_listings,
    read_table,
    venues_at,
)

TODAY = dt.date(2026, 11, 30)
ROW = """
[source.gazette]
title = "Notice"
publisher = "Gazette"
date = "2026-05-26"
seen = "read"

[[venue]]
slug = "northern"
name = "Northern"
kind = "exchange"
aliases = ["Northern Exchange"]
places = ["KG"]
did = "Northern did it."
did_ru = "Northern это сделала."
sources = ["gazette"]
note = "a-note"
as_of = 2026-06-01
review_after = 2026-08-01

[[venue.listing]]
authority = "GB"
act = "designation"
since = 2026-05-26
sources = ["gazette"]
"""


def test_the_bundled_table_is_right_and_holds_those_that_notes_speak_of() -> None:
    table = load_listings()
    slugs = {venue.slug for venue in table.venues}
    assert {"htx", "garantex", "a7a5", "mexc", "tornado-cash", "psb", "rubx", "huione"} <= slugs
    assert "binance" not in slugs
    assert all(table.sources_of(act) for venue in table.venues for act in venue.listings)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Is HTX sanctioned?", "htx"),
        ("можно ли пользоваться Хуоби", "htx"),
        ("перевод с Гарантекса", "garantex"),
        ("платят цифровым рублём", "digital-rouble"),
        ("через Промсвязьбанк", "psb"),
        ("Tornado Cash", "tornado-cash"),
    ],
)
def test_a_venue_is_found_by_what_people_call_it(text: str, slug: str) -> None:
    assert [venue.slug for venue in load_listings().find(text)] == [slug]


@pytest.mark.parametrize("text", ["Is Binance sanctioned?", "a blender for the kitchen", "no one"])
def test_others_are_not_found(text: str) -> None:
    assert load_listings().find(text) == ()


def test_a_name_in_another_case_or_script_becomes_the_first_one() -> None:
    plain = load_listings().use_first_names
    said = plain("можно ли принять USDT с гарантекса или хуоби?")
    assert said == "можно ли принять USDT с Garantex или HTX?"
    assert (
        plain("платёж через ПСБ, the bank PSB")
        == "платёж через Промсвязьбанк, the bank Promsvyazbank"
    )


def test_a_row_survives_being_written_and_read() -> None:
    venue = load_listings().venues[0]
    assert Venue.model_validate(venue.model_dump(mode="json")) == venue


def test_a_standing_depends_on_authority_and_day() -> None:
    by_slug = {venue.slug: venue for venue in load_listings().venues}
    htx, tornado = by_slug["htx"], by_slug["tornado-cash"]
    assert htx.standing("GB", dt.date(2026, 5, 25)) is Standing.NOT_IN_TABLE
    assert htx.standing("GB", dt.date(2026, 5, 26)) is Standing.LISTED
    assert htx.standing("US", TODAY) is Standing.NOT_IN_TABLE
    assert htx.standing("EU", TODAY) is Standing.UNCONFIRMED
    assert tornado.standing("US", dt.date(2025, 3, 20)) is Standing.LISTED
    assert tornado.standing("US", dt.date(2025, 3, 21)) is Standing.ENDED
    assert htx.is_barred(TODAY)
    assert not tornado.is_barred(TODAY)


def test_venues_of_a_country_are_those_listed_on_the_day() -> None:
    table, _ = read_table(ROW)
    assert [one.slug for one in venues_at(table, {"KG", "RU"}, TODAY)] == ["northern"]
    assert venues_at(table, {"KG"}, dt.date(2026, 5, 1)) == ()
    assert venues_at(table, {"DE"}, TODAY) == ()


@pytest.mark.parametrize(
    ("line", "instead", "problem"),
    [
        ("since = 2026-05-26\n", "", "northern: listing.0.since: Field required"),
        ('since = 2026-05-26\nsources = ["gazette"]', "since = 2026-05-26", "listing.0.sources"),
        ('since = 2026-05-26\nsources = ["gazette"]', "since = 2026-05-26\nsources = []",
         "listing.0.sources"),
        ('sources = ["gazette"]\nnote', 'sources = ["gone"]\nnote', "northern: no source gone"),
        ('"designation"', '"ban"', "listing.0.act"),
        ("since = 2026-05-26", "since = 2026-05-26\nends = 2026-05-26", "ends before it begins"),
        ("since = 2026-05-26", "since = 2026-05-26\nmonth_only = true", "first of the month"),
        ("since = 2026-05-26", 'since = 2026-05-26\nremark = "So."', "in both languages"),
        ('note = "a-note"\n', "", "northern: note: Field required"),
        ('seen = "read"', 'seen = "heard"', "source gazette: seen"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_named_and_left_out(line: str, instead: str, problem: str) -> None:
    assert line in ROW
    table, problems = read_table(ROW.replace(line, instead))
    assert problem in problems[0]
    assert table.venues == () or not problems[0].startswith("northern")
