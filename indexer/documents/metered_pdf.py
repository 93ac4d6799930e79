"""A PDF whose streams are counted each time that they are read.

A few kilobytes can hold a stream that thousands of pages share, or draw a thousand times on each;
a parser's work is in proportion to what it reads, and not to the file.
"""

from __future__ import annotations

import io
from typing import Any

from pypdf import PdfReader
from pypdf.generic import DecodedStreamObject, EncodedStreamObject

from indexer.documents.extract import RefusedDocument


class StreamMeter:
    """What may still be read of a file's streams, in bytes."""

    def __init__(self, allowed: int, allowed_per_page: int) -> None:
        self._left = allowed
        self._page_left = self._allowed_per_page = allowed_per_page

    def start_page(self) -> None:
        """Begin the next page's own count."""
        self._page_left = self._allowed_per_page

    def count(self, size: int) -> None:
        """Count a stream that is read; RefusedDocument when it is more than is left."""
        self._left -= size
        self._page_left -= size
        self.check()

    def check(self) -> None:
        """RefusedDocument when too much was read; the parser swallows some errors."""
        if self._left < 0 or self._page_left < 0:
            raise RefusedDocument("is a PDF that draws more than a document needs; save it as text")


class MeteredReader(PdfReader):
    """A reader of PDF files that counts what is read of their streams."""

    def __init__(self, raw: bytes, meter: StreamMeter) -> None:
        self.meter = meter
        super().__init__(io.BytesIO(raw))

    def get_object(self, indirect_reference: Any) -> Any:
        """The object that a reference names; every stream is found in this way."""
        found: Any = super().get_object(indirect_reference)
        metered = _METERED.get(type(found))
        if metered:
            found.__class__ = metered
            found.meter = self.meter
        return found


class _MeteredEncodedStream(EncodedStreamObject):
    meter: StreamMeter

    def get_data(self) -> bytes:
        data = super().get_data()
        self.meter.count(len(data))
        return data


class _MeteredDecodedStream(DecodedStreamObject):
    meter: StreamMeter

    def get_data(self) -> bytes:
        data = super().get_data()
        self.meter.count(len(data))
        return data


_METERED: dict[type[Any], type[Any]] = {
    EncodedStreamObject: _MeteredEncodedStream,
    DecodedStreamObject: _MeteredDecodedStream,
}
