"""OFAC's lists in the Advanced Sanctions List Standard: one XML of reference values and parties.

A party's names and features come first, the programmes and dates of its listing in another part at
the end of the file, so parties wait until the end; they are small beside the XML around them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from indexer.lists.entry import Edition, Listed
from indexer.lists.xml_stream import all_of, elements, text
from knowledge.errors import ListFault

_WANTED = frozenset({
    "DateOfIssue", "PartySubType", "FeatureType", "DistinctParty", "SanctionsEntry",
})  # fmt: skip
_CRYPTO = "Digital Currency Address"


def read(file: BinaryIO) -> Edition:
    """The edition in the file; ListFault when it does not say of what day it is."""
    stream = elements(file, "Sanctions", _WANTED)
    next(stream)
    tag, element = next(stream, ("", None))
    if tag != "DateOfIssue" or element is None or (issued := _day(element)) is None:
        raise ListFault("The OFAC list does not begin with its date of issue.")
    return Edition(issued, _entries(stream))


def _entries(stream: Iterator[tuple[str, Element]]) -> Iterator[Listed]:
    kinds: dict[str, str] = {}
    crypto: set[str] = set()
    parties: dict[str, Listed] = {}
    for tag, element in stream:
        if tag == "PartySubType":
            kinds[element.get("ID", "")] = "".join(element.itertext()).strip().casefold()
        elif tag == "FeatureType":
            if "".join(element.itertext()).startswith(_CRYPTO):
                crypto.add(element.get("ID", ""))
        elif tag == "DistinctParty":
            for profile in all_of(element, "Profile"):
                number = element.get("FixedRef", "") or profile.get("ID", "")
                parties[profile.get("ID", "")] = _party(profile, number, kinds, crypto)
        elif party := parties.pop(element.get("ProfileID", ""), None):
            yield _with_listing(party, element)
    # A party without an entry is told of all the same: it stands in the file.
    yield from parties.values()


def _party(profile: Element, number: str, kinds: dict[str, str], crypto: set[str]) -> Listed:
    names: list[str] = []
    for alias in all_of(profile, "Identity/Alias"):
        primary = alias.get("Primary") == "true"
        for place, documented in enumerate(all_of(alias, "DocumentedName")):
            parts = all_of(documented, "DocumentedNamePart/NamePartValue")
            name = " ".join("".join(part.itertext()).strip() for part in parts)
            names.insert(0 if primary and not place else len(names), name)
    found = [
        text(feature, "FeatureVersion/VersionDetail")
        for feature in all_of(profile, "Feature")
        if feature.get("FeatureTypeID") in crypto
    ]
    return Listed(
        number=number,
        kind=kinds.get(profile.get("PartySubTypeID", ""), ""),
        names=tuple(dict.fromkeys(filter(None, names))),
        addresses=tuple(dict.fromkeys(filter(None, found))),
    )


def _with_listing(party: Listed, entry: Element) -> Listed:
    days = [_day(date) for date in all_of(entry, "EntryEvent/Date")]
    programmes = (text(measure, "Comment") for measure in all_of(entry, "SanctionsMeasure"))
    return party.model_copy(
        update={
            "listed": min((day for day in days if day), default=None),
            "programmes": tuple(dict.fromkeys(filter(None, programmes))),
        }
    )


def _day(date: Element) -> dt.date | None:
    try:
        year, month, day = (int(text(date, part)) for part in ("Year", "Month", "Day"))
        return dt.date(year, month, day)
    except (ValueError, OverflowError):
        return None
