"""Screening results in words."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from bot.render import screening
from knowledge.compliance.addresses.models import DetectedAddress
from knowledge.compliance.sanctions.list_file import ListManifest, NameMatch, SanctionsEntry
from knowledge.compliance.screening import AddressScreening, NameScreening, SearchedLists

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
ENTRY = SanctionsEntry(
    list="ofac-sdn", number="90001", kind="entity", name="SAMPLE LLC", programmes=("CYBER2",),
    listed=dt.date(2025, 8, 14),
)  # fmt: skip


def manifest(name: str = "ofac-sdn", *, days: int = 0, **changes: Any) -> ListManifest:
    fields: dict[str, Any] = {
        "name": name, "title": name, "published": dt.date(2026, 11, 20),
        "fetched_at": NOW - dt.timedelta(days=days), "source": "file", "source_sha256": "0" * 64,
        "sha256": "0" * 64, "entries": 1, "addresses": 1,
    }  # fmt: skip
    return ListManifest(**(fields | changes))


CURRENT = SearchedLists(current=(manifest(),))


def screened(verdict: str, address: str = "0xabc", **changes: Any) -> AddressScreening:
    fields: dict[str, Any] = {"valid": verdict != "not_valid", "problem": "", "lookalike": False}
    if verdict == "not_valid":
        fields["problem"] = "checksum"
    form = {
        "chain": "evm",
        "kind": "account",
        "canonical": address,
        "start": 0,
        "end": len(address),
    }
    searched = changes.pop("searched", CURRENT)
    hits = (ENTRY,) if verdict == "hit" else ()
    return AddressScreening(
        address=DetectedAddress(**(form | fields | changes)), written=address, verdict=verdict,
        hits=hits, searched=searched,
    )  # fmt: skip


def test_hits_come_first_with_their_entries() -> None:
    text = screening.render_verdicts([screened("no_match", "0x1"), screened("hit", "0x2")], "en")
    first, second, caveat = text.split("\n\n")
    assert first.startswith("HIT: 0x2 (Ethereum and every EVM network)")
    assert "ofac-sdn, entry 90001: SAMPLE LLC; programme CYBER2; listed 14 August 2025" in first
    assert second.startswith("NO MATCH: 0x1")
    assert "not exhaustive" in caveat


def test_every_hit_is_shown_and_the_rest_is_counted() -> None:
    hits = [screened("hit", f"0x{n}") for n in range(screening.MAX_ADDRESSES + 2)]
    text = screening.render_verdicts([screened("not_checked"), *hits], "en")
    assert text.count("HIT: ") == len(hits)
    assert text.endswith("Further addresses: 1 NOT CHECKED.")


@pytest.mark.parametrize(
    ("searched", "why"),
    [
        (SearchedLists(), "No sanctions list is installed"),
        (SearchedLists(current=(manifest("eu"),), broken=("un",)), "too old or damaged"),
        (SearchedLists(current=(manifest("eu"),), missing=("ofac-sdn",)), "OFAC SDN list (US)"),
    ],
)
def test_an_unchecked_address_says_why(searched: SearchedLists, why: str) -> None:
    assert why in screening.render_verdicts([screened("not_checked", searched=searched)], "en")


def test_an_invalid_address_says_what_is_wrong_and_a_lookalike_is_warned_of() -> None:
    text = screening.render_verdicts([screened("not_valid", lookalike=True)], "en")
    assert "the checksum does not match" in text
    assert "somebody may be deceiving you" in text


def test_a_very_long_address_is_cut() -> None:
    assert "a" * 106 + "…" in screening.render_verdicts([screened("no_match", "a" * 200)], "en")


def names(count: int, *, checked: bool = True) -> NameScreening:
    alike = tuple(
        NameMatch(entry=ENTRY, name=f"SAMPLE {n}", score=0.914, why=("part", "alias"))
        for n in range(count)
    )
    return NameScreening(name="Sample", alike=alike, checked=checked, searched=CURRENT)


def test_possible_matches_have_score_reasons_and_entry_and_further_ones_are_counted() -> None:
    matches, caveat = screening.render_name_matches(names(7), "en")
    lines = matches.split("\n")
    assert lines[1] == "• SAMPLE 0: 91 of 100, a part of the name, an alias"
    assert lines[2].startswith("  ofac-sdn, entry 90001")
    assert lines[-1].startswith("And at least 2 more")
    assert "not a verdict" in caveat


def test_a_name_without_a_match_was_checked_or_not() -> None:
    assert screening.render_name_matches(names(0), "en")[0].startswith("No name on the lists")
    unchecked = screening.render_name_matches(names(0, checked=False), "en")
    assert unchecked[0].startswith("NOT CHECKED: Sample.")


def test_names_left_out_are_counted() -> None:
    assert screening.render_names_left_out(0, "en") == []
    assert screening.render_names_left_out(3, "en")[0].startswith("NOT CHECKED: 3 more names")


def test_lists_are_named_with_date_and_age() -> None:
    today = screening.render_searched_lists(CURRENT, "en", NOW)
    assert today == "Searched (lists fetched today): OFAC SDN list (US) of 20 November 2026."
    older = SearchedLists(current=(manifest(days=3),))
    assert "at most 3 days ago" in screening.render_searched_lists(older, "en", NOW)
    undated = SearchedLists(current=(manifest(published=None),))
    text = screening.render_searched_lists(undated, "en", NOW)
    assert "undated, fetched on 24 November 2026" in text


OLD_EDITION = manifest(published=dt.date(2019, 1, 1))


@pytest.mark.parametrize(
    ("lists", "command"),
    [
        (SearchedLists(), screening.FIRST_UPDATE_COMMAND),
        (SearchedLists(overdue=(manifest(days=30),)), screening.UPDATE_COMMAND),
        (SearchedLists(current=(manifest("eu"),), missing=("ofac-sdn",)),
         f"{screening.UPDATE_COMMAND} ofac-sdn=FILE_OR_ADDRESS"),
        (SearchedLists(overdue=(OLD_EDITION,)),
         f"{screening.UPDATE_COMMAND} ofac-sdn=FILE_OR_ADDRESS"),
        (SearchedLists(current=(manifest("eu"),), broken=("ofac-sdn",), missing=("ofac-sdn",)),
         screening.UPDATE_COMMAND),
    ],
)  # fmt: skip
def test_lists_that_do_not_suffice_name_the_command_that_fixes_them(
    lists: SearchedLists, command: str
) -> None:
    last = screening.render_searched_lists(lists, "en", NOW).split("\n")[-1]
    assert last == f"To fix it, run: {command}"


def test_an_overdue_list_says_in_which_way() -> None:
    seen = screening.render_searched_lists(SearchedLists(overdue=(manifest(days=30),)), "en", NOW)
    assert "last checked 30 days ago" in seen
    old = screening.render_searched_lists(SearchedLists(overdue=(OLD_EDITION,)), "en", NOW)
    assert "the publisher should have issued a newer edition" in old
