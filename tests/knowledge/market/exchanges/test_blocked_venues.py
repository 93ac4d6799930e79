"""Venues that are never read."""

from __future__ import annotations

from knowledge.market.exchanges.blocked_venues import load_blocked_venues


def test_a_blocked_venue_is_found_by_each_of_its_names() -> None:
    venues = load_blocked_venues()
    assert venues["htx"] is venues["huobi"]
    assert venues["garantex"].name


def test_every_exchange_of_the_us_round_of_june_2026_is_blocked() -> None:
    venues = load_blocked_venues()
    for name in ("nobitex", "wallex", "bitpin", "ramzinex"):
        assert (venues[name].by, str(venues[name].since)) == ("US", "2026-06-02")


def test_a_venue_on_several_lists_names_the_first() -> None:
    venues = load_blocked_venues()
    assert (venues["bitpapa"].by, str(venues["bitpapa"].since)) == ("US", "2024-03-25")
    assert (venues["meer"].by, str(venues["meer"].since)) == ("GB", "2025-08-20")


def test_an_exchange_under_an_order_of_fincen_is_blocked_too() -> None:
    venue = load_blocked_venues()["mexc"]
    assert (venue.by, str(venue.since)) == ("US", "2026-11-06")


def test_a_namesake_of_a_listed_exchange_is_not_blocked() -> None:
    assert not {"bitbank", "binance", "whitebit"} & load_blocked_venues().keys()


def test_every_venue_has_an_authority_a_date_and_a_note() -> None:
    for name, venue in load_blocked_venues().items():
        assert name == name.lower()
        assert name in venue.ids
        assert venue.by
        assert venue.since.year > 2000
        assert venue.note
