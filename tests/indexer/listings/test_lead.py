"""The first sentence of a listing's note."""

from __future__ import annotations

import pytest

from indexer.listings.lead import verdict_of, write_lead
from indexer.listings.phrases import OWN
from knowledge.compliance.listings import Venue, load_listings


def venue(slug: str) -> Venue:
    return next(one for one in load_listings().venues if one.slug == slug)


@pytest.mark.parametrize(
    ("slug", "begins"),
    [
        (
            "grinex",
            "Yes, under sanctions: Grinex has been under US sanctions since 14 August 2025, under",
        ),
        (
            "a7a5",
            "Yes, under sanctions: A7A5 has been under an EU transaction ban since 25 November",
        ),
        ("mexc", "It depends on what is meant by sanctions: MEXC has been under an order"),
        ("whitebird", "That is not confirmed: WhiteBird is reported to have been under an EU"),
        (
            "tornado-cash",
            "No, no longer under sanctions: Tornado Cash was under US sanctions from 8 August",
        ),
    ],
)
def test_it_says_yes_or_no_or_neither_and_since_when(slug: str, begins: str) -> None:
    assert write_lead(venue(slug), "en").text.startswith(begins)


def test_it_says_where_the_table_holds_nothing_and_as_of_when() -> None:
    htx = write_lead(venue("htx"), "en").text
    assert "measures of the EU are reported and not confirmed" in htx
    assert htx.endswith("our table holds no US listing as of 25 September 2026")
    arvix = write_lead(venue("arvix"), "en").text
    assert "no confirmed US, EU or UK listing" in arvix
    assert "our table" not in write_lead(venue("psb"), "en").text


def test_it_names_the_sources_of_its_acts_and_the_table() -> None:
    sources = write_lead(venue("grinex"), "ru").sources
    assert sources[-1] == OWN
    assert {"us-sb0225", "24kg-eu", "timesca-2025-08-20"} <= set(sources)


def test_a_measure_of_fincen_alone_is_neither_yes_nor_no() -> None:
    verdicts = {slug: verdict_of(venue(slug)) for slug in ("htx", "mexc", "noone", "tornado-cash")}
    assert verdicts == {"htx": "yes", "mexc": "depends", "noone": "depends", "tornado-cash": "no"}
