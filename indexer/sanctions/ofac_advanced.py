"""OFAC's lists in the Advanced Sanctions List Standard: one XML of reference values and parties.

Names and features of a party come first, programmes and dates of its listings at the end of the
file, so all parties are held until then; they are small beside the XML around them.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.etree.ElementTree import Element

from indexer.sanctions.free_text import addresses_of_fields
from indexer.sanctions.models import ParsedEdition, ParsedEntry
from indexer.sanctions.xml_stream import find_all, find_text, find_texts, stream_elements
from knowledge.compliance.sanctions.list_file import MAX_ENTRIES
from knowledge.errors import SanctionsListError

_WANTED = frozenset({
    "DateOfIssue", "List", "PartySubType", "PartyType", "FeatureType", "DistinctParty",
    "SanctionsEntry",
})  # fmt: skip
_CRYPTO = "Digital Currency Address"
_SDN = "SDN List"
_UNKNOWN = "unknown"
# The file defines some 600 values of its own. They and the parties are held in memory.
MAX_REFERENCE_VALUES = 20_000


@dataclass
class _ReferenceValues:
    """The meaning of the file's own identifiers."""

    lists: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    subkinds: dict[str, tuple[str, str]] = field(default_factory=dict)
    crypto: set[str] = field(default_factory=set)
    _count: int = 0

    def add(self, tag: str, element: Element) -> None:
        """Add a reference value; SanctionsListError when there are more than in any list."""
        self._count += 1
        if self._count > MAX_REFERENCE_VALUES:
            raise SanctionsListError("The file defines more values than any list.")
        number, value = element.get("ID", ""), "".join(element.itertext()).strip()
        if tag == "List":
            self.lists[number] = value
        elif tag == "PartyType":
            self.kinds[number] = value.casefold()
        elif tag == "PartySubType":
            self.subkinds[number] = value.casefold(), element.get("PartyTypeID", "")
        elif value.startswith(_CRYPTO):
            self.crypto.add(number)

    def kind(self, number: str) -> str:
        """Vessel, individual...: the subtype where there is one."""
        fine, coarse = self.subkinds.get(number, (_UNKNOWN, ""))
        return fine if fine != _UNKNOWN else self.kinds.get(coarse, _UNKNOWN)


def parse_sdn(file: BinaryIO) -> ParsedEdition:
    """The edition of the SDN list; SanctionsListError when the file is another list of OFAC's."""
    return _parse(file, sdn=True)


def parse_consolidated(file: BinaryIO) -> ParsedEdition:
    """The edition of the consolidated list; SanctionsListError when the file is the SDN list."""
    return _parse(file, sdn=False)


def _parse(file: BinaryIO, *, sdn: bool) -> ParsedEdition:
    stream = stream_elements(file, "Sanctions", _WANTED)
    next(stream)
    tag, element = next(stream, ("", None))
    if tag != "DateOfIssue" or element is None or (issued := _parse_day(element)) is None:
        raise SanctionsListError("The OFAC list does not begin with its date of issue.")
    return ParsedEdition(issued, _entries(stream, sdn=sdn))


def _entries(stream: Iterator[tuple[str, Element]], *, sdn: bool) -> Iterator[ParsedEntry]:
    values = _ReferenceValues()
    parties: dict[str, ParsedEntry] = {}
    listings: Counter[str] = Counter()
    for tag, element in stream:
        if tag == "DistinctParty":
            for each in find_all(element, "Profile"):
                number = element.get("FixedRef", "") or each.get("ID", "")
                parties[each.get("ID", "")] = _parse_party(each, number, values)
            if len(parties) > MAX_ENTRIES:
                raise SanctionsListError("The file has more entries than any list.")
        elif tag == "SanctionsEntry":
            of = values.lists.get(element.get("ListID", ""), "")
            listings[of] += 1
            profile = element.get("ProfileID", "")
            if profile in parties:
                own = (of == _SDN) is sdn
                parties[profile] = _add_listing(parties[profile], element, own=own)
        elif tag != "DateOfIssue":
            values.add(tag, element)
    _check_list_name(listings, sdn=sdn)
    # A party without a listing is kept: it is in the file.
    yield from parties.values()


def _check_list_name(listings: Counter[str], *, sdn: bool) -> None:
    """Refuse another of OFAC's lists: a few entries of each name the other list besides."""
    named = listings.total() - listings[""]
    if not named:
        raise SanctionsListError("The file does not say of which of OFAC's lists its entries are.")
    if (listings[_SDN] * 2 > named) is not sdn:
        other = "consolidated list" if sdn else "SDN list"
        raise SanctionsListError(f"The file is OFAC's {other}.", fix="Check the name of the list.")


def _parse_party(profile: Element, number: str, values: _ReferenceValues) -> ParsedEntry:
    names: list[str] = []
    for alias in find_all(profile, "Identity/Alias"):
        primary = alias.get("Primary") == "true"
        for place, documented in enumerate(find_all(alias, "DocumentedName")):
            name = " ".join(find_texts(documented, "DocumentedNamePart/NamePartValue"))
            names.insert(0 if primary and not place else len(names), name)
    found = (
        detail
        for feature in find_all(profile, "Feature")
        if feature.get("FeatureTypeID") in values.crypto
        for detail in find_texts(feature, "FeatureVersion/VersionDetail")
    )
    return ParsedEntry(
        number=number,
        kind=values.kind(profile.get("PartySubTypeID", "")),
        names=tuple(dict.fromkeys(filter(None, names))),
        addresses=addresses_of_fields(found),
    )


def _add_listing(party: ParsedEntry, entry: Element, *, own: bool) -> ParsedEntry:
    """The party with one more entry's programmes, and its day if the entry is of this list.

    A party may be on several of OFAC's lists; its day is the first one on this list.
    """
    days = [_parse_day(date) for date in find_all(entry, "EntryEvent/Date")] if own else []
    programmes = (find_text(measure, "Comment") for measure in find_all(entry, "SanctionsMeasure"))
    return party.model_copy(
        update={
            "listed": min((day for day in (party.listed, *days) if day), default=None),
            "programmes": tuple(dict.fromkeys(filter(None, (*party.programmes, *programmes)))),
        }
    )


def _parse_day(date: Element) -> dt.date | None:
    try:
        year, month, day = (int(find_text(date, part)) for part in ("Year", "Month", "Day"))
        return dt.date(year, month, day)
    except (ValueError, OverflowError):
        return None
