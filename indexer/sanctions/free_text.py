"""Crypto addresses in a list's free text, and in the fields that some lists have for them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge.compliance.addresses.detect import detect_addresses

# Most remarks hold no address; this is cheaper than parsing.
_MAYBE = re.compile(r"[0-9A-Za-z]{25}")
# How OFAC, and others after it, announce an address; its chain may be unsupported here.
_ANNOUNCED = re.compile(
    r"Digital Currency Address(?:es)?(?: - [A-Z0-9]+)?:? ([0-9A-Za-z:]{25,128})"
)
_TOKEN = re.compile(r"[0-9A-Za-z:_-]{14,128}")


def find_addresses(text: str) -> tuple[str, ...]:
    """The addresses in a text, as written: valid ones, and those announced as addresses."""
    if not _MAYBE.search(text):
        return ()
    valid = [text[found.start : found.end] for found in detect_addresses(text) if found.valid]
    return tuple(dict.fromkeys((*valid, *_ANNOUNCED.findall(text))))


def addresses_of_fields(fields: Iterable[str]) -> tuple[str, ...]:
    """The addresses in fields made for them, also of chains that are not supported."""
    found: list[str] = []
    for field in fields:
        found += find_addresses(field) or _TOKEN.findall(field) or filter(None, [field.strip()])
    return tuple(dict.fromkeys(found))
