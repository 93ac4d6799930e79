"""Addresses of the XRP Ledger: r... for an account, X... for one with a destination tag."""

from __future__ import annotations

from knowledge.compliance.addresses import base58
from knowledge.compliance.addresses.models import AddressForm, AddressProblem, ParseResult

_ACCOUNT = b"\x00"
_HASH = 20  # bytes
_MAIN, _TEST = b"\x05\x44", b"\x04\x93"
_LENGTHS = range(25, 37)
_USUAL = (33, 34)
_TAGGED = 47
_TAG = 9  # bytes: a flag, and a number of eight with the lowest byte first
_NONE, _SHORT = 0, 1  # flags: no tag, a tag of 32 bits


def parse_xrp_address(text: str) -> ParseResult | None:
    """The parsed address, right or mistyped; None for a text not meant as one."""
    if text[:1] == "r" and len(text) in _LENGTHS:
        return _parse_classic(text)
    if text[:1] in ("X", "T") and abs(len(text) - _TAGGED) <= 1:
        return _parse_tagged(text)
    return None


def _parse_classic(text: str) -> ParseResult | None:
    data = base58.decode_base58check(text, base58.RIPPLE)
    if data is not None:
        return ParseResult(_form(text)) if len(data) == _HASH + 1 and data[:1] == _ACCOUNT else None
    problem = base58.diagnose_typo(text, _USUAL)
    return ParseResult(_form(text), problem, is_certain=False) if problem else None


def _parse_tagged(text: str) -> ParseResult | None:
    data = base58.decode_base58check(text, base58.RIPPLE)
    if data is None:
        problem = base58.diagnose_typo(text, (_TAGGED,)) if text[0] == "X" else None
        return ParseResult(_form(text), problem, is_certain=False) if problem else None
    if len(data) != 2 + _HASH + _TAG or data[:2] not in (_MAIN, _TEST):
        return None
    account, flag, tag = data[2 : 2 + _HASH], data[2 + _HASH], data[3 + _HASH :]
    problem = "testnet" if data[:2] == _TEST else _tag_problem(flag, tag)
    classic = base58.encode_base58check(_ACCOUNT + account, base58.RIPPLE)
    return ParseResult(_form(text), problem, also=(_form(classic),))


def _tag_problem(flag: int, tag: bytes) -> AddressProblem:
    if flag not in (_NONE, _SHORT):
        return "version"
    # Unused bytes must be zero.
    return "version" if any(tag[4 * flag :]) else ""


def _form(text: str) -> AddressForm:
    return AddressForm(kind="xrp", chain="xrp", canonical=text)
