"""Lines from standard input, of any bytes and of bounded length."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

# Of a longer line the rest is skipped, a piece at a time. What is left is longer than the longest
# question, 20,000 characters of four bytes, so that the reply says that it is too long.
MAX_LINE_BYTES = 128 << 10


def read_lines(stream: BinaryIO) -> Iterator[str]:
    """The lines of a stream that are not blank, in any encoding, overlong ones cut."""
    while raw := stream.readline(MAX_LINE_BYTES):
        rest = raw
        while not rest.endswith(b"\n") and (rest := stream.readline(MAX_LINE_BYTES)):
            pass
        line = raw.decode("utf-8", "replace").rstrip("\r\n")
        if line.strip():
            yield line
