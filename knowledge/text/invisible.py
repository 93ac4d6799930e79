"""The characters that a reader does not see, in named sets, and which sets each use strips.

The sets follow Unicode's general categories; characters that are blank in spite of theirs are
listed. A profile names the sets that one use removes, so that a new kind of hidden character is
added in one place.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from enum import Flag, auto
from functools import lru_cache


class Invisible(Flag):
    """The sets; a character may belong to several, a visible one to none."""

    NONE = 0
    CONTROL = auto()  # Cc
    FORMAT = auto()  # Cf: zero width, direction marks, soft hyphen, tags
    VISIBLE_FORMAT = auto()  # Cf too, but drawn: Arabic number signs and their like
    PRIVATE_USE = auto()  # Co
    SURROGATE = auto()  # Cs
    UNASSIGNED = auto()  # Cn
    IGNORABLE = auto()  # Cn too, and kept by Unicode for characters that are not drawn
    LINE_SEPARATOR = auto()  # Zl, Zp
    COMBINING = auto()  # Mn, Me: accents, which are seen only on a letter
    VARIATION_SELECTOR = auto()  # choose how the character before them looks
    BLANK = auto()  # letters and signs that are drawn as nothing


_CATEGORIES = {
    "Cc": Invisible.CONTROL, "Cf": Invisible.FORMAT, "Co": Invisible.PRIVATE_USE,
    "Cs": Invisible.SURROGATE, "Cn": Invisible.UNASSIGNED, "Zl": Invisible.LINE_SEPARATOR,
    "Zp": Invisible.LINE_SEPARATOR, "Mn": Invisible.COMBINING, "Me": Invisible.COMBINING,
}  # fmt: skip
# First and last code point of each run.
_RANGES = (
    (Invisible.VARIATION_SELECTOR, ((0x180B, 0x180F), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF))),
    (Invisible.BLANK, ((0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x3164, 0x3164),
                       (0xFFA0, 0xFFA0), (0x1D159, 0x1D159))),
    (Invisible.IGNORABLE, ((0x2065, 0x2065), (0xE0000, 0xE0000), (0xE0002, 0xE001F))),
)  # fmt: skip
_VISIBLE_FORMAT = (
    (0x0600, 0x0605), (0x06DD, 0x06DD), (0x070F, 0x070F), (0x0890, 0x0891), (0x08E2, 0x08E2),
    (0x110BD, 0x110BD), (0x110CD, 0x110CD),
)  # fmt: skip
ANY_FORMAT = Invisible.FORMAT | Invisible.VISIBLE_FORMAT
_NO_CHARACTER = Invisible.PRIVATE_USE | Invisible.SURROGATE | Invisible.UNASSIGNED


@lru_cache(maxsize=16384)
def classify_character(char: str) -> Invisible:
    """The sets that a character belongs to; ``Invisible.NONE`` for a visible one."""
    code = ord(char)
    found = _CATEGORIES.get(unicodedata.category(char), Invisible.NONE)
    if found is Invisible.FORMAT and _is_within(code, _VISIBLE_FORMAT):
        found = Invisible.VISIBLE_FORMAT
    for kind, ranges in _RANGES:
        if _is_within(code, ranges):
            found |= kind
    return found


def _is_within(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= code <= last for first, last in ranges)


@dataclass(frozen=True)
class InvisibleProfile:
    """The sets that one use strips, but for the characters of ``keep``."""

    sets: Invisible
    keep: frozenset[str] = field(default=frozenset())

    def hides(self, char: str) -> bool:
        """Whether the character is one that this use strips."""
        return bool(classify_character(char) & self.sets) and char not in self.keep

    def find_hidden(self, text: str) -> frozenset[str]:
        """The characters of the text that this use strips."""
        return frozenset(filter(self.hides, set(text)))

    def strip(self, text: str) -> str:
        """The text without the characters that this use strips."""
        hidden = self.find_hidden(text)
        return text.translate(dict.fromkeys(map(ord, hidden))) if hidden else text


# What somebody typed, before anything is done with it; white space is made plain elsewhere.
MESSAGE = InvisibleProfile(Invisible.CONTROL | ANY_FORMAT | _NO_CHARACTER, frozenset("\t\r\n"))
# Numbers and words of a message: each is replaced, not removed, so that places stay the same.
PARSING = InvisibleProfile(ANY_FORMAT)
# Crypto addresses, which have no accents and no white space of their own.
ADDRESS = InvisibleProfile(ANY_FORMAT | Invisible.VARIATION_SELECTOR | Invisible.BLANK)
# Requests judged by their words. Accents go too: they are strewn to hide a word.
POLICY = InvisibleProfile(ANY_FORMAT | Invisible.COMBINING | Invisible.BLANK)
# What is sent to a chat. Variation selectors stay, for they make emoji of signs.
DISPLAY = InvisibleProfile(
    Invisible.CONTROL
    | Invisible.FORMAT
    | Invisible.SURROGATE
    | Invisible.IGNORABLE
    | Invisible.LINE_SEPARATOR,
    frozenset("\t\n"),
)
# Sources. Zero-width joiners are looked at apart: Persian and Indic words are spelt with them.
DOCUMENT = InvisibleProfile(
    Invisible.CONTROL | ANY_FORMAT | _NO_CHARACTER | Invisible.VARIATION_SELECTOR | Invisible.BLANK,
    frozenset("\t\u200c\u200d"),
)
