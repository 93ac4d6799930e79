"""Whether an address is on an official list. Three verdicts, and none of them is "clean"."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from knowledge.compliance.addresses.find import find
from knowledge.compliance.addresses.reading import Found
from knowledge.compliance.lists.book import Alike, Card, Entry
from knowledge.compliance.lists.shelf import Looked, Shelf
from knowledge.models import Value

MOST = 20


class Verdict(StrEnum):
    """What a screening says; an address that is not one gets no verdict of the lists."""

    HIT = "hit"
    NO_MATCH = "no_match"
    NOT_CHECKED = "not_checked"
    NOT_VALID = "not_valid"


class Searched(Value):
    """The lists behind a verdict: those in force, those too old, damaged or never fetched."""

    current: tuple[Card, ...] = ()
    overdue: tuple[Card, ...] = ()
    broken: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


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


def addresses(text: str, shelf: Shelf, now: dt.datetime) -> tuple[Screened, ...]:
    """The verdict on each address in a text, in their order; each address once, 20 at most."""
    once: dict[str, Found] = {}
    for found in find(text):
        once.setdefault(found.canonical, found)
    return tuple(
        _screened(found, text[found.start : found.end], shelf, now)
        for found in list(once.values())[:MOST]
    )


def name(text: str, shelf: Shelf, now: dt.datetime) -> Named:
    """Possible matches of a company's or person's name in the lists' names and aliases."""
    looked = shelf.look(now, name=text)
    checked = bool(looked.current) and not (looked.overdue or looked.broken)
    return Named(name=text, alike=looked.alike, checked=checked, searched=_searched(looked))


def _screened(found: Found, written: str, shelf: Shelf, now: dt.datetime) -> Screened:
    # A mistyped or disguised address is looked up all the same: what it stands for may be listed.
    forms = (found.canonical, *(other.canonical for other in found.also))
    looked = shelf.look(now, addresses=forms)
    return Screened(
        address=found,
        written=written,
        verdict=_verdict(found, looked),
        hits=looked.entries,
        searched=_searched(looked),
    )


def _verdict(found: Found, looked: Looked) -> Verdict:
    # An entry on an old list is a hit still; no entry on an old list says nothing.
    if looked.entries:
        return Verdict.HIT
    if not found.valid:
        return Verdict.NOT_VALID
    if looked.overdue or looked.broken or not looked.current:
        return Verdict.NOT_CHECKED
    return Verdict.NO_MATCH


def _searched(looked: Looked) -> Searched:
    return Searched(
        current=looked.current, overdue=looked.overdue, broken=looked.broken, absent=looked.absent
    )
