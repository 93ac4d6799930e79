"""The EU's consolidated list of financial sanctions, in its XML (version 1.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from indexer.sanctions.free_text import find_addresses
from indexer.sanctions.models import ParsedEdition, ParsedEntry
from indexer.sanctions.xml_stream import find_all, iterate_descendants, parse_date, stream_elements
from knowledge.errors import SanctionsListError

# The attributes of an identification that may hold an address.
_NUMBERS = ("number", "latinNumber", "nameOnDocument")


def parse_eu(file: BinaryIO) -> ParsedEdition:
    """The edition in the file; crypto addresses stand in remarks and identifications."""
    stream = stream_elements(file, "export", frozenset({"sanctionEntity"}))
    _, root = next(stream)
    published = parse_date(root.get("generationDate", ""))
    if published is None:
        raise SanctionsListError("The EU list does not say when it was generated.")
    return ParsedEdition(published, _entries(stream))


def _entries(stream: Iterator[tuple[str, Element]]) -> Iterator[ParsedEntry]:
    for _, entity in stream:
        regulations = list(find_all(entity, "regulation"))
        days = [
            found for each in regulations if (found := parse_date(each.get("publicationDate", "")))
        ]
        names = [each.get("wholeName", "").strip() for each in find_all(entity, "nameAlias")]
        yield ParsedEntry(
            number=entity.get("euReferenceNumber") or entity.get("logicalId", ""),
            kind=next((each.get("code", "") for each in find_all(entity, "subjectType")), ""),
            names=tuple(dict.fromkeys(filter(None, names))),
            programmes=tuple(
                dict.fromkeys(filter(None, (r.get("programme") for r in regulations)))
            ),
            listed=parse_date(entity.get("designationDate", "")) or min(days, default=None),
            addresses=find_addresses("\n".join(_free_text(entity))),
        )


def _free_text(entity: Element) -> Iterator[str]:
    """The texts that may hold an address: remarks at any depth, identifications, contacts."""
    for tag, element in iterate_descendants(entity):
        if tag == "remark":
            yield "".join(element.itertext())
        elif tag == "identification":
            yield from (element.get(name, "") for name in _NUMBERS)
        elif tag == "contactInfo":
            yield element.get("value", "")
