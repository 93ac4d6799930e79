"""Monero's addresses: two public keys in a base58 of its own, checked with Keccak-256."""

from __future__ import annotations

from knowledge.compliance.addresses import base58
from knowledge.compliance.addresses.keccak import keccak256
from knowledge.compliance.addresses.models import Read, Reading

_ADDRESS, _INTEGRATED, _SUBADDRESS = 18, 19, 42
_TEST = {
    53: _ADDRESS, 54: _INTEGRATED, 63: _SUBADDRESS,  # testnet
    24: _ADDRESS, 25: _INTEGRATED, 36: _SUBADDRESS,  # stagenet
}  # fmt: skip
_LENGTH, _LONG = 95, 106  # letters; the longer one carries a payment's number too
_PAYMENT = 8  # bytes
_CHECKSUM = 4  # bytes
_BLOCK = 8  # bytes, written with 11 letters
# How many letters write so many bytes.
_LETTERS = (0, 2, 3, 5, 6, 7, 9, 10, 11)


def read(text: str) -> Read | None:
    """The address that the text is; None when it is none, nor meant as one."""
    if min(abs(len(text) - _LENGTH), abs(len(text) - _LONG)) > 1:
        return None
    data = _decoded(text)
    if data is None or keccak256(data[:-_CHECKSUM])[:_CHECKSUM] != data[-_CHECKSUM:]:
        problem = base58.slip(text, _meant(text[0]))
        return Read(_reading(text), problem, sure=False) if problem else None
    kind = _TEST.get(data[0], data[0])
    if kind not in (_ADDRESS, _INTEGRATED, _SUBADDRESS):
        return None
    if (kind == _INTEGRATED) != (len(text) == _LONG):
        return Read(_reading(text), "length")
    if data[0] in _TEST:
        return Read(_reading(text), "testnet")
    return Read(_reading(text), also=(_within(data),) if kind == _INTEGRATED else ())


def _meant(first: str) -> tuple[int, ...]:
    return {"4": (_LENGTH, _LONG), "8": (_LENGTH,)}.get(first, ())


def _within(data: bytes) -> Reading:
    """The address that an integrated one pays to, without the payment's number."""
    plain = bytes([_ADDRESS]) + data[1 : -_CHECKSUM - _PAYMENT]
    return _reading(_encoded(plain + keccak256(plain)[:_CHECKSUM]))


def _decoded(text: str) -> bytes | None:
    width = _LETTERS[_BLOCK]
    data = bytearray()
    for begin in range(0, len(text), width):
        block = text[begin : begin + width]
        value = base58.number(block)
        if value is None or len(block) not in _LETTERS:
            return None
        size = _LETTERS.index(len(block))
        if value >> 8 * size:
            return None
        data += value.to_bytes(size, "big")
    return bytes(data)


def _encoded(data: bytes) -> str:
    blocks = [data[begin : begin + _BLOCK] for begin in range(0, len(data), _BLOCK)]
    # A block is as wide as its bytes need at most, so each is filled up with ones, the zeros here.
    return "".join(
        base58.encode(block.lstrip(b"\0")).rjust(_LETTERS[len(block)], "1") for block in blocks
    )


def _reading(text: str) -> Reading:
    return Reading(kind="xmr", chain="monero", canonical=text)
