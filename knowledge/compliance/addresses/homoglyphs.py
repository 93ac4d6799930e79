"""Text as the eye sees it: without what cannot be seen, and with letters that only look Latin."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

# What Unicode's own compatibility forms do not tell, since these are letters in their own right.
# Cyrillic, then Greek, then the rest.
_PAIRS = """
АA ВB ЕE ЅS ІI ЈJ КK МM НH ОO РP СC ТT УY ХX З3 ӀI ԌG ԚQ ԜW ҮY ΥY Б6
аa сc ԁd еe һh іi јj кk ӏl оo рp ԛq ѕs уy үy ԝw хx ԍg ьb з3 гr б6
ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΧX ϹC αa εe ιi κk νv οo ρp τt υu χx ϲc ϳj
ɑa ɡg ıi ȷj ʀR ᴏo ᴠv ᴡw ᴢz ꜱs ×x
"""
_IMITATED = {pair[0]: pair[1] for pair in _PAIRS.split()}
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")


@dataclass(frozen=True)
class VisibleText:
    """A text without its invisible characters, and where each of the rest stood in it."""

    text: str
    places: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the visible text lies in the user's own."""
        return self.places[start], self.places[end - 1] + 1


def strip_invisible(text: str) -> VisibleText:
    """The text without zero-width characters, direction marks, soft hyphens and the like."""
    if text.isascii():
        return VisibleText(text, range(len(text)))
    unseen = {character for character in set(text) if _is_unseen(character)}
    if not unseen:
        return VisibleText(text, range(len(text)))
    places = [place for place, character in enumerate(text) if character not in unseen]
    return VisibleText("".join(text[place] for place in places), places)


def fold_homoglyphs(text: str) -> str:
    """The text, no longer or shorter, with each look-alike as the Latin letter it imitates."""
    if text.isascii():
        return text
    return text.translate({ord(c): _folded(c) for c in set(text) if not c.isascii()})


def _is_unseen(character: str) -> bool:
    selector = "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    return selector or character in _UNSEEN or unicodedata.category(character) == "Cf"


def _folded(character: str) -> str:
    if character in _IMITATED:
        return _IMITATED[character]
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    # Full width, mathematical, raised, in a circle: one letter in another dress.
    plain = unicodedata.normalize("NFKC", character)
    if plain in _IMITATED:
        return _IMITATED[plain]
    return plain if len(plain) == 1 and plain.isascii() and plain.isalnum() else character
