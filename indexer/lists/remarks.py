"""Crypto addresses that a list mentions in free text, where it has no field for them."""

from __future__ import annotations

import re

from knowledge.compliance.addresses.find import find

# Most remarks hold none: asked before the chains are.
_MAYBE = re.compile(r"[0-9A-Za-z]{25}")


def addresses(text: str) -> tuple[str, ...]:
    """The valid addresses in a text, as written there; numbers that only look like one are not."""
    if not _MAYBE.search(text):
        return ()
    return tuple(text[found.start : found.end] for found in find(text) if found.valid)
