"""An official list as its parser gives it, whichever list it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from knowledge.models import Value


class ParsedEntry(Value):
    """A person, company, vessel or other entry of a list, with its crypto addresses.

    ``number`` is the list's own (OFAC's uid, the EU's reference number). ``names`` holds the main
    name first, then aliases, in any script. ``addresses`` are as the list writes them.
    """

    number: str
    kind: str = ""
    names: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    listed: dt.date | None = None
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True)
class ParsedEdition:
    """An edition of a list while it is parsed: the publisher's date, and the entries, streamed.

    ``published`` is None when the file does not say.
    """

    published: dt.date | None
    entries: Iterator[ParsedEntry]


class ListParser(Protocol):
    """Parses the published format of one list, from the file or files that it comes in."""

    def __call__(self, *files: BinaryIO) -> ParsedEdition:
        """The edition in the files; SanctionsListError at once, or while its entries are read."""
        ...
