"""Tests for bech32's letters, bits and checksum."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from knowledge.compliance.addresses.bech32 import (
    BECH32,
    BECH32M,
    checksum_remainder,
    count_invalid,
    decode_letters,
    pack_bits,
    unpack_bits,
)


@given(st.binary(min_size=1, max_size=60))
def test_packing_gives_back_the_bytes_that_were_unpacked(data: bytes) -> None:
    assert pack_bits(unpack_bits(data)) == data


def test_bits_left_over_must_be_blank_padding() -> None:
    assert pack_bits([31, 28]) == b"\xff"
    assert pack_bits([31, 29]) is None
    assert pack_bits([31]) is None


def test_the_published_checksums_hold() -> None:
    # BIP-173 and BIP-350: A12UEL5L and A1LQFN3A.
    assert checksum_remainder("a", decode_letters("2uel5l") or []) == BECH32
    assert checksum_remainder("a", decode_letters("lqfn3a") or []) == BECH32M
    assert checksum_remainder("a", decode_letters("2uel5q") or []) not in (BECH32, BECH32M)


def test_letters_that_the_alphabet_lacks_are_counted() -> None:
    assert decode_letters("qpz") == [0, 1, 2]
    assert decode_letters("qbz") is None
    assert count_invalid("b1io") == 4
