"""Decoding of a response's body in bounded steps: plain, or packed once with gzip.

2.6 kB that are packed twice unpack to gigabytes, and an HTTP library that unpacks by itself holds
them before anybody can count them.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

# What requests ask for; an answer in any other encoding is refused.
ACCEPT_ENCODING = "gzip"
_GZIP_NAMES = ("gzip", "x-gzip")
_PLAIN_NAMES = ("", "identity")
STEP_BYTES = 64 * 2**10


class OversizedBodyError(Exception):
    """A body is larger than its limit, as it was sent or unpacked."""


class UndecodableBodyError(Exception):
    """A body is packed in a way that was not asked for, is damaged, or ends too early."""


class BodyDecoder:
    """The content of one response's body, at most ``max_bytes`` of it."""

    def __init__(self, content_encoding: str, max_bytes: int) -> None:
        """Read the header Content-Encoding; UndecodableBodyError for all but one layer of gzip."""
        name = content_encoding.strip().lower()
        if name not in (*_GZIP_NAMES, *_PLAIN_NAMES):
            raise UndecodableBodyError
        self._inflater = zlib.decompressobj(zlib.MAX_WBITS | 16) if name in _GZIP_NAMES else None
        self._max_bytes = max_bytes
        self.raw_bytes = self.content_bytes = 0

    def decode(self, raw: bytes) -> Iterator[bytes]:
        """The content of the next bytes, in pieces of at most ``STEP_BYTES`` when unpacked.

        OversizedBodyError before a piece that goes beyond the limit is given; UndecodableBodyError
        when the bytes are damaged or something follows the packed content.
        """
        self.raw_bytes += len(raw)
        if self.raw_bytes > self._max_bytes:
            raise OversizedBodyError
        for piece in (raw,) if self._inflater is None else _inflate(self._inflater, raw):
            self.content_bytes += len(piece)
            if self.content_bytes > self._max_bytes:
                raise OversizedBodyError
            yield piece

    def finish(self) -> None:
        """UndecodableBodyError when the packed content has not come to its end."""
        if self._inflater is not None and not self._inflater.eof:
            raise UndecodableBodyError


def _inflate(inflater: zlib._Decompress, raw: bytes) -> Iterator[bytes]:
    try:
        while raw:
            piece = inflater.decompress(raw, STEP_BYTES)
            raw = inflater.unconsumed_tail
            if inflater.unused_data:
                raise UndecodableBodyError
            if piece:
                yield piece
    except zlib.error:
        raise UndecodableBodyError from None
