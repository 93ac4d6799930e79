"""Text as a reader sees it: without characters that cannot be seen."""

from __future__ import annotations

import re
import unicodedata

from knowledge.text.invisible import DOCUMENT

_LINE_ENDS = "\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_JOINERS = "\u200c\u200d"
# Zero-width joiners belong to the spelling of Persian and of Indic scripts, between their letters.
_LETTER = r"[\u0620-\u06d3\u06fa-\u06ff\u0900-\u0dff]"
_LOOSE = re.compile(rf"(?<!{_LETTER})[{_JOINERS}]|[{_JOINERS}](?!{_LETTER})")


class _VisibleForms(dict[int, str | None]):
    """What a reader sees of each character, worked out once for each."""

    def __missing__(self, code: int) -> str | None:
        self[code] = seen = _visible_form(chr(code))
        return seen


def _visible_form(char: str) -> str | None:
    if char in _LINE_ENDS:
        return "\n"
    if unicodedata.category(char) == "Zs" or char == "\u2800":
        return " "
    return None if DOCUMENT.hides(char) else char


def remove_unseen(text: str) -> str:
    """The text without zero-width, bidi, control, tag and private-use characters.

    Line ends become plain newlines, white space of other kinds plain spaces.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_VisibleForms())
    return _LOOSE.sub("", text) if "\u200c" in text or "\u200d" in text else text
