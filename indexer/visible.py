"""Text without what a reader cannot see."""

from __future__ import annotations

import re
import unicodedata

# Zero-width joiners belong to the spelling of Persian and of Indic scripts, between their letters.
_JOINED = re.compile(
    r"(?<=[\u0600-\u06ff\u0900-\u0dff])[\u200c\u200d](?=[\u0600-\u06ff\u0900-\u0dff])"
)
_UNSEEN = ("Cc", "Cf", "Co", "Cs", "Cn")
_KEEP = "\ue000"


def visible(text: str) -> str:
    """The text without zero-width, bidi, control, tag and private-use characters.

    Line ends become plain newlines, white space of other kinds plain spaces.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace(_KEEP, "")
    joiners = [m.group() for m in _JOINED.finditer(text)]
    text = _JOINED.sub(_KEEP, text)
    out = []
    used = 0
    for char in text:
        if char == _KEEP:
            out.append(joiners[used])
            used += 1
        elif char in "\n\t" or (char.isascii() and char.isprintable()):
            out.append(char)
        elif unicodedata.category(char) in ("Zs", "Zl", "Zp"):
            out.append("\n" if unicodedata.category(char) != "Zs" else " ")
        elif unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cs", "Cn") and not _selector(
            char
        ):
            out.append(char)
    return "".join(out)


def _selector(char: str) -> bool:
    """Whether a character only chooses how the one before it looks."""
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
