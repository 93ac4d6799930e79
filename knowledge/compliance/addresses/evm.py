"""Addresses of Ethereum and the networks with its accounts: 0x and 40 hex digits.

EIP-55 encodes a checksum in the capitals; an address in one case cannot be checked.
"""

from __future__ import annotations

import re

from knowledge.compliance.addresses.keccak import keccak256
from knowledge.compliance.addresses.models import AddressForm, ParseResult
from knowledge.errors import UsageError

_ADDRESS = re.compile(r"0[xX][0-9a-fA-F]{40}")
_BARE = re.compile(r"[0-9a-fA-F]{40}")
_NEAR = re.compile(r"0[xX][0-9a-zA-Z]{38,42}")
_HEX = frozenset("0123456789abcdefABCDEF")
_DIGITS = 40


def evm_checksum(address: str) -> str:
    """The address with the capitals of EIP-55. UsageError when it is no 0x and 40 hex digits."""
    if not _ADDRESS.fullmatch(address):
        raise UsageError(f"{address[:44]!r} is no address: write 0x and 40 hex digits.")
    return "0x" + _checksum_case(address[2:])


def parse_evm_address(text: str) -> ParseResult | None:
    """The parsed address, right or mistyped; None for a text not meant as one."""
    if _ADDRESS.fullmatch(text):
        digits = text[2:]
        if digits in (digits.lower(), digits.upper()):
            return ParseResult(_form(digits), is_certain=False)
        right = digits == _checksum_case(digits)
        return ParseResult(_form(digits), "" if right else "checksum", is_certain=right)
    if _BARE.fullmatch(text):
        # Forty hex digits without 0x are mostly a hash, unless EIP-55 holds.
        mixed = text not in (text.lower(), text.upper())
        return ParseResult(_form(text)) if mixed and text == _checksum_case(text) else None
    if not _NEAR.fullmatch(text):
        return None
    invalid = sum(letter not in _HEX for letter in text[2:])
    if not invalid:
        return ParseResult(_form(text[2:]), "length", is_certain=False)
    if len(text) - 2 == _DIGITS and invalid <= 2:
        return ParseResult(_form(text[2:]), "character", is_certain=False)
    return None


def _checksum_case(digits: str) -> str:
    lower = digits.lower()
    weights = keccak256(lower.encode("ascii")).hex()
    return "".join(
        digit.upper() if weight >= "8" else digit
        for digit, weight in zip(lower, weights, strict=False)
    )


def _form(digits: str) -> AddressForm:
    return AddressForm(kind="evm", chain="evm", canonical="0x" + digits.lower())
