"""A body is unpacked once, in bounded steps, and counted while it is."""

from __future__ import annotations

import gzip
import tracemalloc

import pytest

from knowledge.http_body import (
    STEP_BYTES,
    BodyDecoder,
    OversizedBodyError,
    UndecodableBodyError,
)

MEGABYTE = 2**20
# A block of deflate that is stored and has no bytes.
EMPTY_BLOCK = b"\0\0\0\xff\xff"
# Of one time: it stands in the header, and the names of the cases are made of their bytes.
PACKED = gzip.compress(b"abc", mtime=0)


def decode(raw: bytes, encoding: str = "gzip", step: int = 1000) -> bytes:
    decoder = BodyDecoder(encoding, MEGABYTE)
    parts = (decoder.decode(raw[at : at + step]) for at in range(0, len(raw), step))
    content = b"".join(piece for part in parts for piece in part)
    decoder.finish()
    assert (decoder.raw_bytes, decoder.content_bytes) == (len(raw), len(content))
    return content


@pytest.mark.parametrize("step", [1, 17, 10**6])
@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", " GZip "])
def test_a_body_packed_once_is_unpacked(encoding: str, step: int) -> None:
    text = b"".join(b"%d," % number for number in range(30_000))
    assert decode(gzip.compress(text), encoding, step=step) == text
    assert decode(gzip.compress(b""), encoding, step=step) == b""


@pytest.mark.parametrize("encoding", ["", "identity"])
def test_a_plain_body_is_left_alone(encoding: str) -> None:
    assert decode(b"abc", encoding) == b"abc"
    assert decode(b"", encoding) == b""


@pytest.mark.parametrize(
    "encoding", ["gzip, gzip", "gzip,gzip,gzip", "br", "zstd", "deflate", "gzip, identity", "²"]
)
def test_another_packing_or_a_second_layer_is_refused(encoding: str) -> None:
    with pytest.raises(UndecodableBodyError):
        BodyDecoder(encoding, MEGABYTE)


def test_what_unpacks_beyond_the_limit_is_given_up_on_the_way() -> None:
    bomb = gzip.compress(bytes(200 * MEGABYTE), 9)
    decoder = BodyDecoder("gzip", MEGABYTE)
    sizes: list[int] = []
    tracemalloc.start()
    with pytest.raises(OversizedBodyError):
        sizes.extend(len(piece) for piece in decoder.decode(bomb))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert max(sizes) <= STEP_BYTES
    assert sum(sizes) <= MEGABYTE
    assert peak < 2 * MEGABYTE


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_the_bytes_as_they_were_sent_count_too(encoding: str) -> None:
    # Blocks without content unpack to nothing at all.
    head, tail = gzip.compress(b"")[:10], gzip.compress(b"")[10:]
    assert decode(head + EMPTY_BLOCK * 9 + tail) == b""
    with pytest.raises(OversizedBodyError):
        decode(head + EMPTY_BLOCK * (MEGABYTE // 5) + tail, encoding)


@pytest.mark.parametrize(
    "raw",
    [b"not packed", PACKED[:-1], PACKED + b"more", b"", PACKED * 2, PACKED[:-8] + b"\0" * 8],
)
def test_a_damaged_body_is_refused(raw: bytes) -> None:
    with pytest.raises(UndecodableBodyError):
        decode(raw)
