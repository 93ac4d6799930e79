"""Base58 with its double SHA-256 checksum, with the alphabet of Bitcoin or of Ripple."""

from __future__ import annotations

import hashlib
from collections.abc import Container

from knowledge.compliance.addresses.models import AddressProblem, looks_random

BITCOIN = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
RIPPLE = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
_VALUES = {
    alphabet: {letter: value for value, letter in enumerate(alphabet)}
    for alphabet in (BITCOIN, RIPPLE)
}
# The longest address has 106 characters; above that the work would grow with the square.
_MAX_CHARS = 112


def decode_number(text: str, alphabet: str = BITCOIN) -> int | None:
    """The number written in base58; None when a character is not in the alphabet."""
    total = 0
    for value in map(_VALUES[alphabet].get, text):
        if value is None:
            return None
        total = total * 58 + value
    return total


def decode_base58(text: str, alphabet: str = BITCOIN) -> bytes | None:
    """The bytes of a base58 text; None when it is none, or longer than any address."""
    total = decode_number(text, alphabet) if len(text) <= _MAX_CHARS else None
    if total is None:
        return None
    zeros = len(text) - len(text.lstrip(alphabet[0]))
    return bytes(zeros) + total.to_bytes((total.bit_length() + 7) // 8, "big")


def encode_base58(data: bytes, alphabet: str = BITCOIN) -> str:
    """The base58 text of the bytes."""
    total = int.from_bytes(data, "big")
    letters = []
    while total:
        total, value = divmod(total, 58)
        letters.append(alphabet[value])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return alphabet[0] * zeros + "".join(reversed(letters))


def decode_base58check(text: str, alphabet: str = BITCOIN) -> bytes | None:
    """The bytes before the checksum, or None when it does not hold."""
    data = decode_base58(text, alphabet)
    if data is None or len(data) < 5 or _checksum(data[:-4]) != data[-4:]:
        return None
    return data[:-4]


def encode_base58check(data: bytes, alphabet: str = BITCOIN) -> str:
    """The base58 text of the bytes and their checksum."""
    return encode_base58(data + _checksum(data), alphabet)


def _checksum(data: bytes) -> bytes:
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()[:4]


def diagnose_typo(text: str, lengths: Container[int]) -> AddressProblem | None:
    """What is wrong with an address of these lengths whose checksum fails.

    None when the text was hardly meant as one: a typo explains one letter outside the alphabet
    (both have the same 58 letters), or one letter too many or too few, and no more.
    """
    near = len(text) - 1 in lengths or len(text) + 1 in lengths
    if not (near or len(text) in lengths) or not looks_random(text):
        return None
    invalid = len(text) - sum(map(BITCOIN.__contains__, text))
    if len(text) in lengths:
        return "checksum" if not invalid else "character" if invalid == 1 else None
    return None if invalid else "length"
