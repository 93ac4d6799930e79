"""Bech32 and bech32m: letters of five bits with a checksum that finds up to four wrong ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUES = {letter: value for value, letter in enumerate(LETTERS)}
BECH32 = 1
BECH32M = 0x2BC830A3
CHECKSUM_LETTERS = 6  # letters
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def decode_letters(text: str) -> list[int] | None:
    """The five-bit value of each letter; None when one is not of the alphabet."""
    found = [_VALUES.get(letter, -1) for letter in text]
    return None if -1 in found else found


def count_invalid(text: str) -> int:
    """The number of characters that are not in the alphabet."""
    return sum(letter not in _VALUES for letter in text)


def checksum_remainder(prefix: str, data: Iterable[int]) -> int:
    """The remainder of the checksum: BECH32 or BECH32M when it holds, else another number."""
    check = 1
    for part in (*(ord(c) >> 5 for c in prefix), 0, *(ord(c) & 31 for c in prefix), *data):
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ part
        for bit, term in enumerate(_GENERATOR):
            if top >> bit & 1:
                check ^= term
    return check


def pack_bits(parts: Sequence[int]) -> bytes | None:
    """The bytes of five-bit parts; None when the padding is too long or not zero."""
    total = 0
    for part in parts:
        total = total << 5 | part
    padding = len(parts) * 5 % 8
    if padding >= 5 or total & ((1 << padding) - 1):
        return None
    return (total >> padding).to_bytes(len(parts) * 5 // 8, "big")


def unpack_bits(data: bytes) -> list[int]:
    """The five-bit parts of the bytes, the last one padded with zeros."""
    count = -(-len(data) * 8 // 5)
    total = int.from_bytes(data, "big") << (count * 5 - len(data) * 8)
    return [total >> 5 * place & 31 for place in reversed(range(count))]
