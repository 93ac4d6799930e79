"""Which reader reads which list."""

from __future__ import annotations

from typing import BinaryIO

from indexer.lists import eu, ofac_advanced, ofac_csv, uk, un
from indexer.lists.entry import Edition, Reader


def consolidated(file: BinaryIO) -> Edition:
    """OFAC's consolidated list, in whichever of its two formats the file is."""
    opening = file.read(64).lstrip(b"\xef\xbb\xbf \r\n\t")
    file.seek(0)
    return ofac_advanced.read(file) if opening.startswith(b"<") else ofac_csv.read(file)


READERS: dict[str, Reader] = {
    "ofac-sdn": ofac_advanced.read,
    "ofac-consolidated": consolidated,
    "eu": eu.read,
    "un": un.read,
    "uk": uk.read,
}
