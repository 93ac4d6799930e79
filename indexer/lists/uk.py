"""The UK sanctions list of the Foreign, Commonwealth and Development Office, in its XML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from indexer.lists.entry import Edition, Listed
from indexer.lists.remarks import addresses
from indexer.lists.xml_stream import all_of, day, elements, text

_PARTS = tuple(f"Name{n}" for n in range(1, 7))
_FREE = ("OtherInformation", "UKStatementofReasons")


def read(file: BinaryIO) -> Edition:
    """The edition in the file; the date stands in an element of its own before the entries."""
    stream = elements(file, "Designations", frozenset({"Designation", "DateGenerated"}))
    next(stream)
    published, first = None, None
    for tag, element in stream:
        if tag == "DateGenerated":
            published = day("".join(element.itertext()))
        else:
            first = _listed(element)
            break
    return Edition(published, _entries(first, stream))


def _entries(first: Listed | None, stream: Iterator[tuple[str, Element]]) -> Iterator[Listed]:
    if first is not None:
        yield first
    for tag, element in stream:
        if tag == "Designation":
            yield _listed(element)


def _listed(entry: Element) -> Listed:
    names: list[str] = []
    for name in all_of(entry, "Names/Name"):
        whole = " ".join(filter(None, (text(name, part) for part in _PARTS)))
        primary = text(name, "NameType").casefold() == "primary name"
        names.insert(0 if primary else len(names), whole)
    names += [text(n, "NameNonLatinScript") for n in all_of(entry, "NonLatinNames/NonLatinName")]
    return Listed(
        number=text(entry, "UniqueID"),
        kind=text(entry, "IndividualEntityShip").casefold(),
        names=tuple(dict.fromkeys(filter(None, names))),
        programmes=tuple(filter(None, [text(entry, "RegimeName")])),
        listed=day(text(entry, "DateDesignated")),
        addresses=addresses("\n".join(text(entry, part) for part in _FREE)),
    )
