"""Names of people made safe to show between quotation marks."""

from __future__ import annotations

import re

from knowledge.text.invisible import DISPLAY

# What could close the quotation marks around a name.
_QUOTES = re.compile('["«»“”„‟‹›`]')
MAX_NAME_CHARS = 40


def plain_name(name: str) -> str:
    """A person's name: visible, on one line, without quotation marks, of limited length."""
    visible = " ".join(_QUOTES.sub("", DISPLAY.strip(name)).split())
    return visible[:MAX_NAME_CHARS].strip() or "?"
