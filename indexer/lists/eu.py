"""The EU's consolidated list of financial sanctions, in its XML (version 1.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from indexer.lists.entry import Edition, Listed
from indexer.lists.remarks import addresses
from indexer.lists.xml_stream import all_of, day, elements, text
from knowledge.errors import ListFault


def read(file: BinaryIO) -> Edition:
    """The edition in the file; crypto addresses stand in remarks and identifications."""
    stream = elements(file, "export", frozenset({"sanctionEntity"}))
    _, root = next(stream)
    published = day(root.get("generationDate", ""))
    if published is None:
        raise ListFault("The EU list does not say when it was generated.")
    return Edition(published, _entries(stream))


def _entries(stream: Iterator[tuple[str, Element]]) -> Iterator[Listed]:
    for _, entity in stream:
        regulations = list(all_of(entity, "regulation"))
        words = [text(entity, "remark"), *(each.get("number", "") for each in
                 all_of(entity, "identification"))]  # fmt: skip
        words += ["".join(each.itertext()) for each in all_of(entity, "identification")]
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
            addresses=addresses("\n".join(words)),
        )
