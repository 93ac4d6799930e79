"""The consolidated list of the United Nations Security Council, in its XML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from indexer.sanctions.free_text import addresses
from indexer.sanctions.models import Edition, Listed
from indexer.sanctions.xml_stream import all_of, anywhere, day, elements, text
from knowledge.errors import SanctionsListError

_KINDS = {"INDIVIDUAL": "individual", "ENTITY": "entity"}
# Comments stand on the entry, notes on its documents and addresses.
_FREE = frozenset({"COMMENTS1", "NOTE", "NUMBER"})
_NAMES = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")


def read(file: BinaryIO) -> Edition:
    """The edition in the file; names come in up to four parts, addresses in the comments."""
    stream = elements(file, "CONSOLIDATED_LIST", frozenset(_KINDS))
    _, root = next(stream)
    published = day(root.get("dateGenerated", ""))
    if published is None:
        raise SanctionsListError("The UN list does not say when it was generated.")
    return Edition(published, _entries(stream))


def _entries(stream: Iterator[tuple[str, Element]]) -> Iterator[Listed]:
    for tag, entry in stream:
        aliases = (text(alias, "ALIAS_NAME") for alias in all_of(entry, f"{tag}_ALIAS"))
        names = [" ".join(filter(None, (text(entry, part) for part in _NAMES))), *aliases]
        free = ("".join(each.itertext()) for name, each in anywhere(entry) if name in _FREE)
        original = text(entry, "NAME_ORIGINAL_SCRIPT")
        yield Listed(
            number=text(entry, "REFERENCE_NUMBER") or text(entry, "DATAID"),
            kind=_KINDS[tag],
            names=tuple(dict.fromkeys(filter(None, [*names, original]))),
            programmes=tuple(filter(None, [text(entry, "UN_LIST_TYPE")])),
            listed=day(text(entry, "LISTED_ON")),
            addresses=addresses("\n".join(free)),
        )
