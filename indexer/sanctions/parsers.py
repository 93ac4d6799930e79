"""Which reader reads which list."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from indexer.sanctions import eu, ofac_advanced, ofac_csv, uk, un
from indexer.sanctions.models import Edition, Reader
from knowledge.errors import SanctionsListError


def consolidated(*files: BinaryIO) -> Edition:
    """OFAC's consolidated list, in whichever of its two formats the files are."""
    opening = files[0].read(64).lstrip(b"\xef\xbb\xbf \r\n\t")
    files[0].seek(0)
    xml = opening.startswith(b"<")
    return _one(ofac_advanced.consolidated)(*files) if xml else ofac_csv.read(*files)


def _one(read: Callable[[BinaryIO], Edition]) -> Reader:
    """The reader of a list that comes in one file."""

    def only(*files: BinaryIO) -> Edition:
        if len(files) != 1:
            raise SanctionsListError(f"The list comes in one file, not in {len(files)}.")
        return read(files[0])

    return only


READERS: dict[str, Reader] = {
    "ofac-sdn": _one(ofac_advanced.sdn),
    "ofac-consolidated": consolidated,
    "eu": _one(eu.read),
    "un": _one(un.read),
    "uk": _one(uk.read),
}
