"""Whether an address is on an official list. Three verdicts, and none of them is "clean"."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from knowledge.compliance.addresses.detect import detect_addresses
from knowledge.compliance.addresses.models import DetectedAddress
from knowledge.compliance.addresses.unsupported import find_unsupported
from knowledge.compliance.sanctions.list_file import ListManifest, NameMatch, SanctionsEntry
from knowledge.compliance.sanctions.list_set import SanctionsLists, SearchResult
from knowledge.models import Value


class ScreeningVerdict(StrEnum):
    """What a screening says; an address that is not one gets no verdict of the lists."""

    HIT = "hit"
    NO_MATCH = "no_match"
    NOT_CHECKED = "not_checked"
    NOT_VALID = "not_valid"


class SearchedLists(Value):
    """The lists behind a verdict: those in force, those too old, damaged or never fetched.

    ``missing`` are those without which nothing is checked, and that are not in force.
    """

    current: tuple[ListManifest, ...] = ()
    overdue: tuple[ListManifest, ...] = ()
    broken: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def suffice(self) -> bool:
        """Whether finding nothing in them says that there is nothing to find."""
        return bool(self.current) and not (self.overdue or self.broken or self.missing)

    @property
    def editions(self) -> tuple[str, ...]:
        """Each list that was searched, and which edition of it."""
        return tuple(f"{card.name} {card.edition}" for card in (*self.current, *self.overdue))


class AddressScreening(Value):
    """The verdict on one address, with the entries that hold it and the lists searched.

    ``written`` is the address as the text has it.
    """

    address: DetectedAddress
    written: str
    verdict: ScreeningVerdict
    hits: tuple[SanctionsEntry, ...] = ()
    searched: SearchedLists


class NameScreening(Value):
    """Entries whose names may be the one asked for. Never a verdict: a person must compare."""

    name: str
    alike: tuple[NameMatch, ...] = ()
    checked: bool
    searched: SearchedLists


def screen_addresses(
    text: str, shelf: SanctionsLists, now: dt.datetime, *, asked: bool = False
) -> tuple[AddressScreening, ...]:
    """The verdict on each address in a text, in their order; each address once.

    What may be an address of a chain not read here is there when a list holds it, and when the
    text as a whole was ``asked`` about.
    """
    found = detect_addresses(text)
    once: dict[tuple[str, str], DetectedAddress] = {}
    for one in found:
        once.setdefault((one.canonical, one.problem), one)
    read = [_screen_address(one, text[one.start : one.end], shelf, now) for one in once.values()]
    strange: dict[str, AddressScreening] = {}
    for one in find_unsupported(text, found):
        if one.canonical not in strange:
            screened = _screen_address(one, text[one.start : one.end], shelf, now)
            if asked or screened.hits:
                strange[one.canonical] = screened
    return tuple(sorted((*read, *strange.values()), key=lambda one: one.address.start))


def screen_name(text: str, shelf: SanctionsLists, now: dt.datetime) -> NameScreening:
    """Possible matches of a company's or person's name in the lists' names and aliases."""
    looked = shelf.search(now, name=text)
    lists = _describe_lists(looked)
    return NameScreening(name=text, alike=looked.alike, checked=lists.suffice, searched=lists)


def _screen_address(
    found: DetectedAddress, written: str, shelf: SanctionsLists, now: dt.datetime
) -> AddressScreening:
    # A mistyped or disguised address is looked up all the same: what it stands for may be listed.
    forms = (found.canonical, *(other.canonical for other in found.also))
    looked = shelf.search(now, addresses=forms)
    lists = _describe_lists(looked)
    return AddressScreening(
        address=found,
        written=written,
        verdict=_decide_verdict(found, lists, hit=bool(looked.entries)),
        hits=looked.entries,
        searched=lists,
    )


def _decide_verdict(found: DetectedAddress, lists: SearchedLists, *, hit: bool) -> ScreeningVerdict:
    # An entry on an old list is a hit still; no entry on an old list says nothing.
    if hit:
        return ScreeningVerdict.HIT
    if found.problem == "chain":
        return ScreeningVerdict.NOT_CHECKED
    if not found.valid:
        return ScreeningVerdict.NOT_VALID
    return ScreeningVerdict.NO_MATCH if lists.suffice else ScreeningVerdict.NOT_CHECKED


def _describe_lists(looked: SearchResult) -> SearchedLists:
    return SearchedLists(
        current=looked.current, overdue=looked.overdue, broken=looked.broken,
        absent=looked.absent, missing=looked.missing,
    )  # fmt: skip
