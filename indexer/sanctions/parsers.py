"""The parser of each list."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from indexer.sanctions import eu, ofac_advanced, ofac_csv, uk, un
from indexer.sanctions.models import ListParser, ParsedEdition
from knowledge.errors import SanctionsListError


def parse_ofac_consolidated(*files: BinaryIO) -> ParsedEdition:
    """OFAC's consolidated list, in either of its two formats."""
    opening = files[0].read(64).lstrip(b"\xef\xbb\xbf \r\n\t")
    files[0].seek(0)
    xml = opening.startswith(b"<")
    return (
        _single_file(ofac_advanced.parse_consolidated)(*files)
        if xml
        else ofac_csv.parse_ofac_csv(*files)
    )


def _single_file(read: Callable[[BinaryIO], ParsedEdition]) -> ListParser:
    """A parser that refuses more than one file."""

    def only(*files: BinaryIO) -> ParsedEdition:
        if len(files) != 1:
            raise SanctionsListError(f"The list comes in one file, not in {len(files)}.")
        return read(files[0])

    return only


PARSERS: dict[str, ListParser] = {
    "ofac-sdn": _single_file(ofac_advanced.parse_sdn),
    "ofac-consolidated": parse_ofac_consolidated,
    "eu": _single_file(eu.parse_eu),
    "un": _single_file(un.parse_un),
    "uk": _single_file(uk.parse_uk),
}
