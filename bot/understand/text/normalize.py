"""Normalization and tokens of a message.

Normalization replaces character by character, so that offsets into the normalized text are offsets
into the message as the user wrote it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from knowledge.text.homoglyphs import APOSTROPHES
from knowledge.text.invisible import PARSING

# Ranges for use inside a character class.
HAN = "\u3400-\u9fff"
KANA = "\u3040-\u30ff"
# Stands for every format character (category Cf); it separates what is on its sides.
INVISIBLE = "\u200b"
_SPECIAL = {"ı": "i", "ё": "е", "Ё": "е", "\u066b": ".", "\u066a": "%", "İ": "i"}
_FULLWIDTH_HYPHEN = "\uff0d"
_TOKEN = re.compile(
    # Groups of three separated by spaces; else digits with any marks between them; 2.5e6.
    r"(?P<number>\d{1,3}(?: \d{3})+(?!\d)(?:[.,']\d+)*"
    r"|\d+(?:[.,'_]\d+)*(?:e[+-]?\d{1,3}(?![^\W_]))?)"
    rf"|(?P<word>[^\W\d_{HAN}{KANA}〇]+)"
    rf"|(?P<han>[{HAN}〇])"
)


@dataclass(frozen=True)
class Token:
    """A number with its separators, a word, or one Chinese character.

    ``kind`` is "number", "word" or "han".
    """

    kind: str
    text: str
    start: int
    end: int


def normalize(text: str) -> str:
    """The text in lower case, ASCII digits, Latin letters without accents; its length stays."""
    return "".join(map(_normalize_character, text))


@lru_cache(maxsize=16384)
def _normalize_character(char: str) -> str:
    if char.isascii():
        return char.lower()
    if char in _SPECIAL:
        return _SPECIAL[char]
    if char in APOSTROPHES:
        return "'"
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category == "Zs":
        return " "
    if PARSING.hides(char):
        return INVISIBLE
    if category == "Pd" and char != _FULLWIDTH_HYPHEN:
        return "–"
    if "\uff00" <= char <= "\uffee":
        halfwidth = unicodedata.normalize("NFKC", char)
        return halfwidth.lower() if len(halfwidth) == 1 else char
    base = unicodedata.normalize("NFD", char)[0]
    if base.isascii():
        return base.lower()
    lower = char.lower()
    return lower if len(lower) == 1 else char


def tokenize_message(normalized: str) -> list[Token]:
    """The numbers, words and Chinese characters of a normalized text, in order."""
    return [
        Token(str(match.lastgroup), match.group(), match.start(), match.end())
        for match in _TOKEN.finditer(normalized)
    ]
