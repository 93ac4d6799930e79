"""The EU's consolidated list of financial sanctions, in its XML (version 1.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from indexer.sanctions.free_text import addresses
from indexer.sanctions.models import Edition, Listed
from indexer.sanctions.xml_stream import all_of, anywhere, day, elements
from knowledge.errors import SanctionsListError

# Where an identification holds what it identifies by.
_NUMBERS = ("number", "latinNumber", "nameOnDocument")


def read(file: BinaryIO) -> Edition:
    """The edition in the file; crypto addresses stand in remarks and identifications."""
    stream = elements(file, "export", frozenset({"sanctionEntity"}))
    _, root = next(stream)
    published = day(root.get("generationDate", ""))
    if published is None:
        raise SanctionsListError("The EU list does not say when it was generated.")
    return Edition(published, _entries(stream))


def _entries(stream: Iterator[tuple[str, Element]]) -> Iterator[Listed]:
    for _, entity in stream:
        regulations = list(all_of(entity, "regulation"))
        days = [found for each in regulations if (found := day(each.get("publicationDate", "")))]
        names = [each.get("wholeName", "").strip() for each in all_of(entity, "nameAlias")]
        yield Listed(
            number=entity.get("euReferenceNumber") or entity.get("logicalId", ""),
            kind=next((each.get("code", "") for each in all_of(entity, "subjectType")), ""),
            names=tuple(dict.fromkeys(filter(None, names))),
            programmes=tuple(
                dict.fromkeys(filter(None, (r.get("programme") for r in regulations)))
            ),
            listed=day(entity.get("designationDate", "")) or min(days, default=None),
            addresses=addresses("\n".join(_free_text(entity))),
        )


def _free_text(entity: Element) -> Iterator[str]:
    """Whatever may mention an address: the remarks of the entry and of every part of it.

    They stand under names, addresses, citizenships and identifications alike.
    """
    for tag, element in anywhere(entity):
        if tag == "remark":
            yield "".join(element.itertext())
        elif tag == "identification":
            yield from (element.get(name, "") for name in _NUMBERS)
        elif tag == "contactInfo":
            yield element.get("value", "")
