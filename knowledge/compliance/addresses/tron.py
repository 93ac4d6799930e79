"""Tron's addresses: T... in base58, or the same 21 bytes in hex, which begin with 41."""

from __future__ import annotations

import re

from knowledge.compliance.addresses import base58
from knowledge.compliance.addresses.models import Read, Reading

_VERSION = 0x41
_BYTES = 21
_LENGTH = 34
# Contracts and explorers write 41 and 40 hex digits, some with 0x before it.
_HEX = re.compile(r"(?:0x)?(41(?:[0-9a-f]{40}|[0-9A-F]{40}))")


def read(text: str) -> Read | None:
    """The address that the text is, put into base58; None when it is none, nor meant as one."""
    shape = _HEX.fullmatch(text)
    if shape is not None:
        # A sum of 42 figures may begin with 41 too.
        if shape[1].isdigit():
            return None
        return Read(_reading(base58.encode_checked(bytes.fromhex(shape[1]))), sure=False)
    if not text.startswith("T") or abs(len(text) - _LENGTH) > 1:
        return None
    data = base58.decode_checked(text)
    if data is not None and len(data) == _BYTES:
        return Read(_reading(text)) if data[0] == _VERSION else None
    problem = base58.slip(text, (_LENGTH,))
    return Read(_reading(text), problem, sure=False) if problem else None


def _reading(text: str) -> Reading:
    return Reading(kind="tron", chain="tron", canonical=text)
