"""Screening addresses and names against the official lists. No verdict means "clean"."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from knowledge.compliance.addresses.detect import detect_addresses
from knowledge.compliance.addresses.models import DetectedAddress
from knowledge.compliance.addresses.unsupported import find_unsupported
from knowledge.compliance.listings import Venue, load_listings
from knowledge.compliance.sanctions.list_file import ListManifest, NameMatch, SanctionsEntry
from knowledge.compliance.sanctions.list_set import SanctionsLists, SearchResult
from knowledge.models import SourceRef, Value


class ScreeningVerdict(StrEnum):
    """The verdict of a screening; NOT_VALID comes from the address, not from the lists."""

    HIT = "hit"
    NO_MATCH = "no_match"
    NOT_CHECKED = "not_checked"
    NOT_VALID = "not_valid"


class SearchedLists(Value):
    """The lists behind a verdict: current, too old, damaged or never fetched ones.

    ``missing``: required lists that are not current.
    """

    current: tuple[ListManifest, ...] = ()
    overdue: tuple[ListManifest, ...] = ()
    broken: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def suffice(self) -> bool:
        """Whether the lists are complete enough for "no match"."""
        return bool(self.current) and not (self.overdue or self.broken or self.missing)

    @property
    def editions(self) -> tuple[str, ...]:
        """Each list that was searched, with its edition."""
        return tuple(f"{card.name} {card.edition}" for card in (*self.current, *self.overdue))


class AddressScreening(Value):
    """The verdict on one address, with the entries that hold it and the lists searched.

    ``written`` is the address as written in the text.
    """

    address: DetectedAddress
    written: str
    verdict: ScreeningVerdict
    hits: tuple[SanctionsEntry, ...] = ()
    searched: SearchedLists

    @property
    def is_hit(self) -> bool:
        """Whether the address is on a list."""
        return self.verdict is ScreeningVerdict.HIT


class TableRow(Value):
    """A row of our table of listed venues that a name means, with the sources of its acts.

    ``in_force``: whether any of them holds today.
    """

    venue: Venue
    sources: dict[str, SourceRef]
    in_force: bool


class NameScreening(Value):
    """Entries whose names may match. Never a verdict: a person must compare.

    ``rows`` of our own table stand beside the lists: they never make a name a checked one.
    """

    name: str
    alike: tuple[NameMatch, ...] = ()
    rows: tuple[TableRow, ...] = ()
    checked: bool
    searched: SearchedLists

    @property
    def may_match(self) -> bool:
        """Whether a list or our table may hold the name."""
        return bool(self.alike) or any(row.in_force for row in self.rows)


def screen_addresses(
    text: str, lists: SanctionsLists, now: dt.datetime, *, asked: bool = False
) -> tuple[AddressScreening, ...]:
    """The verdict on each address in a text, in order, each address once.

    A string that may be an address of an unsupported chain is included when a list holds it, or
    when the whole text was ``asked`` about.
    """
    found = detect_addresses(text)
    once: dict[tuple[str, str], DetectedAddress] = {}
    for one in found:
        once.setdefault((one.canonical, one.problem), one)
    known = [_screen_address(one, text[one.start : one.end], lists, now) for one in once.values()]
    unsupported: dict[str, AddressScreening] = {}
    for one in find_unsupported(text, found):
        if one.canonical not in unsupported:
            screened = _screen_address(one, text[one.start : one.end], lists, now)
            if asked or screened.hits:
                unsupported[one.canonical] = screened
    return tuple(sorted((*known, *unsupported.values()), key=lambda one: one.address.start))


def screen_name(text: str, lists: SanctionsLists, now: dt.datetime) -> NameScreening:
    """Possible matches of a company's or person's name among names and aliases."""
    result = lists.search(now, name=text)
    searched = _describe_lists(result)
    return NameScreening(
        name=text,
        alike=result.alike,
        rows=find_table_rows(text, now.date()),
        checked=searched.suffice,
        searched=searched,
    )


def find_table_rows(text: str, day: dt.date) -> tuple[TableRow, ...]:
    """The rows of our table of listed venues that a text names."""
    table = load_listings()
    return tuple(
        TableRow(
            venue=venue,
            sources={key: table.sources[key] for act in venue.listings for key in act.sources},
            in_force=venue.is_barred(day),
        )
        for venue in table.find(text)
    )


def _screen_address(
    found: DetectedAddress, written: str, lists: SanctionsLists, now: dt.datetime
) -> AddressScreening:
    # A mistyped or disguised address is looked up, too: the one that it stands for may be listed.
    forms = (found.canonical, *(other.canonical for other in found.also))
    result = lists.search(now, addresses=forms)
    searched = _describe_lists(result)
    return AddressScreening(
        address=found,
        written=written,
        verdict=_decide_verdict(found, searched, hit=bool(result.entries)),
        hits=result.entries,
        searched=searched,
    )


def _decide_verdict(
    found: DetectedAddress, searched: SearchedLists, *, hit: bool
) -> ScreeningVerdict:
    # A hit on an old list is a hit; no hit on an old list proves nothing.
    if hit:
        return ScreeningVerdict.HIT
    if found.problem == "chain":
        return ScreeningVerdict.NOT_CHECKED
    if not found.valid:
        return ScreeningVerdict.NOT_VALID
    return ScreeningVerdict.NO_MATCH if searched.suffice else ScreeningVerdict.NOT_CHECKED


def _describe_lists(result: SearchResult) -> SearchedLists:
    return SearchedLists(
        current=result.current, overdue=result.overdue, broken=result.broken,
        absent=result.absent, missing=result.missing,
    )  # fmt: skip
