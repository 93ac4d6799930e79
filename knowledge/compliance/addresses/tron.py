"""Tron addresses: T... in base58, or the same 21 bytes in hex, which begin with 41."""

from __future__ import annotations

import re

from knowledge.compliance.addresses import base58
from knowledge.compliance.addresses.models import AddressForm, ParseResult

_VERSION = 0x41
_BYTES = 21
_LENGTH = 34
# Contracts and explorers write 41 and 40 hex digits, some with 0x before it.
_HEX = re.compile(r"(?:0x)?(41(?:[0-9a-f]{40}|[0-9A-F]{40}))")


def parse_tron_address(text: str) -> ParseResult | None:
    """The parsed address, in base58; None for a text not meant as one."""
    shape = _HEX.fullmatch(text)
    if shape is not None:
        # A sum of 42 figures may begin with 41 too.
        if shape[1].isdigit():
            return None
        return ParseResult(
            _form(base58.encode_base58check(bytes.fromhex(shape[1]))), is_certain=False
        )
    if not text.startswith("T") or abs(len(text) - _LENGTH) > 1:
        return None
    data = base58.decode_base58check(text)
    if data is not None and len(data) == _BYTES:
        return ParseResult(_form(text)) if data[0] == _VERSION else None
    problem = base58.diagnose_typo(text, (_LENGTH,))
    return ParseResult(_form(text), problem, is_certain=False) if problem else None


def _form(text: str) -> AddressForm:
    return AddressForm(kind="tron", chain="tron", canonical=text)
