"""Bitcoin Cash addresses: cashaddr, with its prefix or without, and their legacy form."""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge.compliance.addresses import base58, bech32
from knowledge.compliance.addresses.models import AddressForm, AddressProblem, ParseResult

PREFIX = "bitcoincash"
_TEST_PREFIXES = ("bchtest", "bchreg")
P2PKH, P2SH = 0, 1
# Two more types say that the wallet can take tokens; the account is the same.
_TOKENS = {2: P2PKH, 3: P2SH}
_LEGACY = {P2PKH: b"\x00", P2SH: b"\x05"}
_CHECKSUM = 8  # letters
_GENERATOR = (0x98F2BC8E61, 0x79B76D99E2, 0xF33E5FB3C4, 0xAE2EABE2A8, 0x1E4F43E470)
_SIZES = (20, 24, 28, 32, 40, 48, 56, 64)
# An address of 20 bytes has 42 letters, of 32 bytes 61; the type shows in the first one.
_SHAPE = re.compile(r"[qpzr][0-9a-z]{33,111}|[QPZR][0-9A-Z]{33,111}")
_USUAL = (42, 61)


def parse_bitcoin_cash_address(text: str) -> ParseResult | None:
    """The parsed address of a text without its prefix; None for a text not meant as one."""
    if not _SHAPE.fullmatch(text):
        return None
    lower = text.lower()
    data = bech32.decode_letters(lower)
    if data is None:
        near = len(text) in _USUAL and bech32.count_invalid(lower) == 1
        return _mistyped(lower, "character") if near and any(map(str.isdigit, text)) else None
    if _remainder(PREFIX, data) == 0:
        return _parse_payload(lower, data)
    for prefix in _TEST_PREFIXES:
        if _remainder(prefix, data) == 0:
            return ParseResult(_form(f"{prefix}:{lower}"), "testnet")
    if not any(map(str.isdigit, text)):
        return None
    if len(text) in _USUAL:
        return _mistyped(lower, "checksum")
    return _mistyped(lower, "length") if len(text) in (41, 43, 60, 62) else None


def encode_cashaddr(kind: int, digest: bytes) -> str:
    """The address, with its prefix, of a key's or a script's hash."""
    data = bech32.unpack_bits(bytes([kind << 3 | _SIZES.index(len(digest))]) + digest)
    check = _remainder(PREFIX, (*data, *[0] * _CHECKSUM))
    data += [check >> 5 * place & 31 for place in reversed(range(_CHECKSUM))]
    return f"{PREFIX}:{''.join(bech32.LETTERS[value] for value in data)}"


def _parse_payload(lower: str, data: list[int]) -> ParseResult:
    payload = bech32.pack_bits(data[:-_CHECKSUM])
    if not payload or payload[0] >> 7 or len(payload) - 1 != _SIZES[payload[0] & 7]:
        return _mistyped(lower, "length", is_certain=True)
    kind, digest = payload[0] >> 3, payload[1:]
    plain = _TOKENS.get(kind, kind)
    # Only a script has a hash of 32 bytes; longer ones and further types are not in use.
    if plain not in _LEGACY or len(digest) not in (20, 32) or (plain, len(digest)) == (P2PKH, 32):
        return _mistyped(lower, "version", is_certain=True)
    others = [] if kind == plain else [encode_cashaddr(plain, digest)]
    if len(digest) == 20:
        others.append(base58.encode_base58check(_LEGACY[plain] + digest))
    return ParseResult(_form(f"{PREFIX}:{lower}"), also=tuple(map(_form, others)))


def _mistyped(lower: str, problem: AddressProblem, *, is_certain: bool = False) -> ParseResult:
    return ParseResult(_form(f"{PREFIX}:{lower}"), problem, is_certain)


def _form(canonical: str) -> AddressForm:
    return AddressForm(kind="bch", chain="bitcoin-cash", canonical=canonical)


def _remainder(prefix: str, data: Iterable[int]) -> int:
    """The remainder of the 40-bit checksum: 0 when it holds."""
    check = 1
    for part in (*(ord(letter) & 31 for letter in prefix), 0, *data):
        top = check >> 35
        check = (check & 0x07FFFFFFFF) << 5 ^ part
        for bit, term in enumerate(_GENERATOR):
            if top >> bit & 1:
                check ^= term
    return check ^ 1
