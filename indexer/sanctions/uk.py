"""The UK sanctions list of the Foreign, Commonwealth and Development Office, in its XML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from indexer.sanctions.free_text import addresses_of_fields, find_addresses
from indexer.sanctions.models import ParsedEdition, ParsedEntry
from indexer.sanctions.xml_stream import (
    find_all,
    find_text,
    find_texts,
    parse_date,
    stream_elements,
)

_PARTS = tuple(f"Name{n}" for n in range(1, 7))
_FIELD = "CryptoWalletAddresses/CryptoWalletAddress"
_FREE = ("OtherInformation", "UKStatementofReasons")


def parse_uk(file: BinaryIO) -> ParsedEdition:
    """The edition in the file; the date stands in an element of its own before the entries."""
    stream = stream_elements(file, "Designations", frozenset({"Designation", "DateGenerated"}))
    next(stream)
    published, first = None, None
    for tag, element in stream:
        if tag == "DateGenerated":
            published = parse_date("".join(element.itertext()))
        else:
            first = _listed(element)
            break
    return ParsedEdition(published, _entries(first, stream))


def _entries(
    first: ParsedEntry | None, stream: Iterator[tuple[str, Element]]
) -> Iterator[ParsedEntry]:
    if first is not None:
        yield first
    for tag, element in stream:
        if tag == "Designation":
            yield _listed(element)


def _listed(entry: Element) -> ParsedEntry:
    names: list[str] = []
    for name in find_all(entry, "Names/Name"):
        whole = " ".join(filter(None, (find_text(name, part) for part in _PARTS)))
        primary = find_text(name, "NameType").casefold() == "primary name"
        names.insert(0 if primary else len(names), whole)
    names += find_texts(entry, "NonLatinNames/NonLatinName/NameNonLatinScript")
    free = "\n".join(remark for part in _FREE for remark in find_texts(entry, part))
    return ParsedEntry(
        number=find_text(entry, "UniqueID"),
        kind=find_text(entry, "IndividualEntityShip").casefold(),
        names=tuple(dict.fromkeys(filter(None, names))),
        programmes=tuple(filter(None, [find_text(entry, "RegimeName")])),
        listed=parse_date(find_text(entry, "DateDesignated")),
        addresses=tuple(
            dict.fromkeys((*addresses_of_fields(find_texts(entry, _FIELD)), *find_addresses(free)))
        ),
    )
