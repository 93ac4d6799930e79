"""Whether an address is on an official list. Three verdicts, and none of them is "clean"."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from knowledge.compliance.addresses.detect import find
from knowledge.compliance.addresses.models import Found
from knowledge.compliance.addresses.unsupported import unread
from knowledge.compliance.sanctions.list_file import Alike, Card, Entry
from knowledge.compliance.sanctions.list_set import Looked, Shelf
from knowledge.models import Value


class Verdict(StrEnum):
    """What a screening says; an address that is not one gets no verdict of the lists."""

    HIT = "hit"
    NO_MATCH = "no_match"
    NOT_CHECKED = "not_checked"
    NOT_VALID = "not_valid"


class Searched(Value):
    """The lists behind a verdict: those in force, those too old, damaged or never fetched.

    ``missing`` are those without which nothing is checked, and that are not in force.
    """

    current: tuple[Card, ...] = ()
    overdue: tuple[Card, ...] = ()
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


class Screened(Value):
    """The verdict on one address, with the entries that hold it and the lists searched.

    ``written`` is the address as the text has it.
    """

    address: Found
    written: str
    verdict: Verdict
    hits: tuple[Entry, ...] = ()
    searched: Searched


class Named(Value):
    """Entries whose names may be the one asked for. Never a verdict: a person must compare."""

    name: str
    alike: tuple[Alike, ...] = ()
    checked: bool
    searched: Searched


def addresses(
    text: str, shelf: Shelf, now: dt.datetime, *, asked: bool = False
) -> tuple[Screened, ...]:
    """The verdict on each address in a text, in their order; each address once.

    What may be an address of a chain not read here is there when a list holds it, and when the
    text as a whole was ``asked`` about.
    """
    found = find(text)
    once: dict[tuple[str, str], Found] = {}
    for one in found:
        once.setdefault((one.canonical, one.problem), one)
    read = [_screened(one, text[one.start : one.end], shelf, now) for one in once.values()]
    strange: dict[str, Screened] = {}
    for one in unread(text, found):
        if one.canonical not in strange:
            screened = _screened(one, text[one.start : one.end], shelf, now)
            if asked or screened.hits:
                strange[one.canonical] = screened
    return tuple(sorted((*read, *strange.values()), key=lambda one: one.address.start))


def name(text: str, shelf: Shelf, now: dt.datetime) -> Named:
    """Possible matches of a company's or person's name in the lists' names and aliases."""
    looked = shelf.look(now, name=text)
    lists = _searched(looked)
    return Named(name=text, alike=looked.alike, checked=lists.suffice, searched=lists)


def _screened(found: Found, written: str, shelf: Shelf, now: dt.datetime) -> Screened:
    # A mistyped or disguised address is looked up all the same: what it stands for may be listed.
    forms = (found.canonical, *(other.canonical for other in found.also))
    looked = shelf.look(now, addresses=forms)
    lists = _searched(looked)
    return Screened(
        address=found,
        written=written,
        verdict=_verdict(found, lists, hit=bool(looked.entries)),
        hits=looked.entries,
        searched=lists,
    )


def _verdict(found: Found, lists: Searched, *, hit: bool) -> Verdict:
    # An entry on an old list is a hit still; no entry on an old list says nothing.
    if hit:
        return Verdict.HIT
    if found.problem == "chain":
        return Verdict.NOT_CHECKED
    if not found.valid:
        return Verdict.NOT_VALID
    return Verdict.NO_MATCH if lists.suffice else Verdict.NOT_CHECKED


def _searched(looked: Looked) -> Searched:
    return Searched(
        current=looked.current, overdue=looked.overdue, broken=looked.broken,
        absent=looked.absent, missing=looked.missing,
    )  # fmt: skip
