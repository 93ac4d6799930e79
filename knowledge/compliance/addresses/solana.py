"""Solana addresses: 32 bytes in base58 without prefix or checksum, known by shape alone."""

from __future__ import annotations

from knowledge.compliance.addresses import base58
from knowledge.compliance.addresses.models import AddressForm, ParseResult

_BYTES = 32
_LENGTHS = range(32, 45)


def parse_solana_address(text: str) -> ParseResult | None:
    """The parsed address: 32 bytes, written with digits and letters of both cases; else None.

    A typo cannot be detected. Program addresses with few capitals, such as the vote program's, are
    accepted; the system program's, nothing but digits, is not.
    """
    if len(text) not in _LENGTHS or not has_mixed_characters(text):
        return None
    data = base58.decode_base58(text)
    if data is None or len(data) != _BYTES:
        return None
    return ParseResult(AddressForm(kind="solana", chain="solana", canonical=text), is_certain=False)


def has_mixed_characters(text: str) -> bool:
    """Whether the text has a digit, a capital and a small letter."""
    return (
        any(map(str.isdigit, text)) and any(map(str.isupper, text)) and any(map(str.islower, text))
    )
