"""Monero addresses: two public keys in its own blockwise base58, checked with Keccak-256."""

from __future__ import annotations

from knowledge.compliance.addresses import base58
from knowledge.compliance.addresses.keccak import keccak256
from knowledge.compliance.addresses.models import AddressForm, ParseResult

_ADDRESS, _INTEGRATED, _SUBADDRESS = 18, 19, 42
_TEST = {
    53: _ADDRESS, 54: _INTEGRATED, 63: _SUBADDRESS,  # testnet
    24: _ADDRESS, 25: _INTEGRATED, 36: _SUBADDRESS,  # stagenet
}  # fmt: skip
_LENGTH, _LONG = 95, 106  # letters; the longer one includes a payment ID
_PAYMENT = 8  # bytes
_CHECKSUM = 4  # bytes
_BLOCK = 8  # bytes, written with 11 letters
# Letters per number of bytes.
_LETTERS = (0, 2, 3, 5, 6, 7, 9, 10, 11)


def parse_monero_address(text: str) -> ParseResult | None:
    """The parsed address, right or mistyped; None for a text not meant as one."""
    if min(abs(len(text) - _LENGTH), abs(len(text) - _LONG)) > 1:
        return None
    data = _decode(text)
    if data is None or keccak256(data[:-_CHECKSUM])[:_CHECKSUM] != data[-_CHECKSUM:]:
        problem = base58.diagnose_typo(text, _expected_lengths(text[0]))
        return ParseResult(_form(text), problem, is_certain=False) if problem else None
    kind = _TEST.get(data[0], data[0])
    if kind not in (_ADDRESS, _INTEGRATED, _SUBADDRESS):
        return None
    if (kind == _INTEGRATED) != (len(text) == _LONG):
        return ParseResult(_form(text), "length")
    if data[0] in _TEST:
        return ParseResult(_form(text), "testnet")
    return ParseResult(_form(text), also=(_embedded_address(data),) if kind == _INTEGRATED else ())


def _expected_lengths(first: str) -> tuple[int, ...]:
    return {"4": (_LENGTH, _LONG), "8": (_LENGTH,)}.get(first, ())


def _embedded_address(data: bytes) -> AddressForm:
    """The address that an integrated one pays to, without the payment ID."""
    plain = bytes([_ADDRESS]) + data[1 : -_CHECKSUM - _PAYMENT]
    return _form(_encode(plain + keccak256(plain)[:_CHECKSUM]))


def _decode(text: str) -> bytes | None:
    width = _LETTERS[_BLOCK]
    data = bytearray()
    for begin in range(0, len(text), width):
        block = text[begin : begin + width]
        value = base58.decode_number(block)
        if value is None or len(block) not in _LETTERS:
            return None
        size = _LETTERS.index(len(block))
        if value >> 8 * size:
            return None
        data += value.to_bytes(size, "big")
    return bytes(data)


def _encode(data: bytes) -> str:
    blocks = [data[begin : begin + _BLOCK] for begin in range(0, len(data), _BLOCK)]
    # Each block has a fixed width and is padded with 1, which stands for zero.
    return "".join(
        base58.encode_base58(block.lstrip(b"\0")).rjust(_LETTERS[len(block)], "1")
        for block in blocks
    )


def _form(text: str) -> AddressForm:
    return AddressForm(kind="xmr", chain="monero", canonical=text)
