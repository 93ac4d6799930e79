"""The UK sanctions list of the Foreign, Commonwealth and Development Office, in its XML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from indexer.sanctions.free_text import addresses, of_fields
from indexer.sanctions.models import Edition, Listed
from indexer.sanctions.xml_stream import all_of, day, elements, text, texts

_PARTS = tuple(f"Name{n}" for n in range(1, 7))
_FIELD = "CryptoWalletAddresses/CryptoWalletAddress"
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
    names += texts(entry, "NonLatinNames/NonLatinName/NameNonLatinScript")
    free = "\n".join(said for part in _FREE for said in texts(entry, part))
    return Listed(
        number=text(entry, "UniqueID"),
        kind=text(entry, "IndividualEntityShip").casefold(),
        names=tuple(dict.fromkeys(filter(None, names))),
        programmes=tuple(filter(None, [text(entry, "RegimeName")])),
        listed=day(text(entry, "DateDesignated")),
        addresses=tuple(dict.fromkeys((*of_fields(texts(entry, _FIELD)), *addresses(free)))),
    )
