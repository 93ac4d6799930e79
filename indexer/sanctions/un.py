"""The consolidated list of the United Nations Security Council, in its XML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from indexer.sanctions.free_text import find_addresses
from indexer.sanctions.models import ParsedEdition, ParsedEntry
from indexer.sanctions.xml_stream import (
    find_all,
    find_text,
    iterate_descendants,
    parse_date,
    stream_elements,
)
from knowledge.errors import SanctionsListError

_KINDS = {"INDIVIDUAL": "individual", "ENTITY": "entity"}
# Comments stand on the entry, notes on its documents and addresses.
_FREE = frozenset({"COMMENTS1", "NOTE", "NUMBER"})
_NAMES = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")


def parse_un(file: BinaryIO) -> ParsedEdition:
    """The edition in the file; names come in up to four parts, addresses in the comments."""
    stream = stream_elements(file, "CONSOLIDATED_LIST", frozenset(_KINDS))
    _, root = next(stream)
    published = parse_date(root.get("dateGenerated", ""))
    if published is None:
        raise SanctionsListError("The UN list does not say when it was generated.")
    return ParsedEdition(published, _entries(stream))


def _entries(stream: Iterator[tuple[str, Element]]) -> Iterator[ParsedEntry]:
    for tag, entry in stream:
        aliases = (find_text(alias, "ALIAS_NAME") for alias in find_all(entry, f"{tag}_ALIAS"))
        names = [" ".join(filter(None, (find_text(entry, part) for part in _NAMES))), *aliases]
        free = (
            "".join(each.itertext()) for name, each in iterate_descendants(entry) if name in _FREE
        )
        original = find_text(entry, "NAME_ORIGINAL_SCRIPT")
        yield ParsedEntry(
            number=find_text(entry, "REFERENCE_NUMBER") or find_text(entry, "DATAID"),
            kind=_KINDS[tag],
            names=tuple(dict.fromkeys(filter(None, [*names, original]))),
            programmes=tuple(filter(None, [find_text(entry, "UN_LIST_TYPE")])),
            listed=parse_date(find_text(entry, "LISTED_ON")),
            addresses=find_addresses("\n".join(free)),
        )
