"""Bech32 addresses of Bitcoin and Litecoin: witness version 0, and taproot."""

from __future__ import annotations

import re

from knowledge.compliance.addresses import bech32
from knowledge.compliance.addresses.models import AddressForm, AddressProblem, ParseResult

_CHAINS = {
    "bc": "bitcoin", "tb": "bitcoin", "bcrt": "bitcoin",
    "ltc": "litecoin", "tltc": "litecoin", "rltc": "litecoin",
}  # fmt: skip
_MAIN = frozenset({"bc", "ltc"})
_SHAPE = re.compile(r"(bc|tb|bcrt|ltc|tltc|rltc)1([0-9a-z]{7,86})", re.IGNORECASE)
# Letters after the 1: a version, a hash of 20 or 32 bytes, a checksum.
_KEY_HASH, _SCRIPT_HASH = 39, 59
_NEAR = tuple(usual + off for usual in (_KEY_HASH, _SCRIPT_HASH) for off in (-2, -1, 1, 2))
_LAST_VERSION = 16


def parse_segwit_address(text: str) -> ParseResult | None:
    """The parsed address, right or mistyped; None for a text not meant as one."""
    shape = _SHAPE.fullmatch(text)
    if shape is None:
        return None
    prefix, body = shape[1].lower(), shape[2].lower()
    data = bech32.decode_letters(body)
    check = bech32.checksum_remainder(prefix, data) if data is not None else 0
    sure = check in (bech32.BECH32, bech32.BECH32M)
    problem = _check_content(data, check) if data is not None and sure else _diagnose_typo(body)
    if problem is None:
        return None
    if not problem and prefix not in _MAIN:
        problem = "testnet"
    if not problem and text not in (text.lower(), text.upper()):
        problem = "case"
    chain = _CHAINS[prefix]
    kind = "ltc" if chain == "litecoin" else _find_kind(body)
    return ParseResult(AddressForm(kind=kind, chain=chain, canonical=text.lower()), problem, sure)


def _check_content(data: list[int], check: int) -> AddressProblem:
    """What is wrong with an address whose checksum holds; "" for nothing."""
    parts = data[: -bech32.CHECKSUM_LETTERS]
    version, program = parts[0], bech32.pack_bits(parts[1:])
    if version > _LAST_VERSION:
        return "version"
    if check != (bech32.BECH32M if version else bech32.BECH32):
        return "checksum"
    if program is None or not 2 <= len(program) <= 40:
        return "length"
    if version == 0:
        return "" if len(program) in (20, 32) else "length"
    return "" if version == 1 and len(program) == 32 else "version"


def _diagnose_typo(body: str) -> AddressProblem | None:
    """What is wrong when the checksum fails; None when the text was hardly an address."""
    invalid = bech32.count_invalid(body)
    if len(body) in (_KEY_HASH, _SCRIPT_HASH):
        return "checksum" if not invalid else "character" if invalid <= 2 else None
    return "length" if len(body) in _NEAR and not invalid else None


def _find_kind(body: str) -> str:
    if body[0] == "q":
        return "btc-p2wpkh" if len(body) < (_KEY_HASH + _SCRIPT_HASH) // 2 else "btc-p2wsh"
    return "btc-p2tr" if body[0] == "p" else "btc-segwit"
