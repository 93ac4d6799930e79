"""A text without its invisible characters, and with look-alikes folded to Latin letters."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.text.homoglyphs import LATIN_IN_ADDRESSES
from knowledge.text.invisible import ADDRESS


@dataclass(frozen=True)
class VisibleText:
    """A text without its invisible characters; ``places[i]`` is where ``text[i]`` stood."""

    text: str
    places: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the stretch ``text[start:end]`` lies in the original."""
        return self.places[start], self.places[end - 1] + 1


def strip_invisible(text: str) -> VisibleText:
    """The text without zero-width characters, direction marks, soft hyphens and the like."""
    hidden = frozenset() if text.isascii() else ADDRESS.find_hidden(text)
    if not hidden:
        return VisibleText(text, range(len(text)))
    places = [place for place, character in enumerate(text) if character not in hidden]
    return VisibleText("".join(text[place] for place in places), places)


def fold_homoglyphs(text: str) -> str:
    """The text with each look-alike as the Latin letter or digit it imitates; as long as before."""
    if text.isascii():
        return text
    return text.translate({ord(c): _fold(c) for c in set(text) if not c.isascii()})


def _fold(character: str) -> str:
    if character in LATIN_IN_ADDRESSES:
        return LATIN_IN_ADDRESSES[character]
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    # Full width, mathematical, raised or circled forms of one letter.
    plain = unicodedata.normalize("NFKC", character)
    if plain in LATIN_IN_ADDRESSES:
        return LATIN_IN_ADDRESSES[plain]
    return plain if len(plain) == 1 and plain.isascii() and plain.isalnum() else character
