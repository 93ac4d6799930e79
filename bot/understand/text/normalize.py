"""A message made plain for reading, letter for letter: places in it are places in the message."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

HAN = "\u3400-\u9fff"
KANA = "\u3040-\u30ff"
# Where a mark that cannot be seen stood; it parts what stands around it.
INVISIBLE = "\u200b"
_APOSTROPHES = "’‘ʼ′`´\u066c＇"
_OWN = {"ı": "i", "ё": "е", "Ё": "е", "\u066b": ".", "\u066a": "%", "İ": "i"}
_TOKEN = re.compile(
    # Groups of three parted by spaces; else digits with any signs between them; 2.5e6.
    r"(?P<number>\d{1,3}(?: \d{3})+(?!\d)(?:[.,']\d+)*"
    r"|\d+(?:[.,'_]\d+)*(?:e[+-]?\d{1,3}(?![^\W_]))?)"
    rf"|(?P<word>[^\W\d_{HAN}{KANA}〇]+)"
    rf"|(?P<han>[{HAN}〇])"
)


@dataclass(frozen=True)
class Token:
    """A number as written, a word, or one Chinese character."""

    kind: str
    text: str
    start: int
    end: int


def normalize(text: str) -> str:
    """The text in small letters and plain digits, exactly as long as it was."""
    return "".join(map(_plain, text))


@lru_cache(maxsize=16384)
def _plain(char: str) -> str:
    if char.isascii():
        return char.lower()
    if char in _OWN:
        return _OWN[char]
    if char in _APOSTROPHES:
        return "'"
    kind = unicodedata.category(char)
    if kind == "Nd":
        return str(unicodedata.decimal(char))
    if kind == "Zs":
        return " "
    if kind == "Cf":
        return INVISIBLE
    if kind == "Pd" and char != "\uff0d":
        return "–"
    if "\uff00" <= char <= "\uffee":
        full = unicodedata.normalize("NFKC", char)
        return full.lower() if len(full) == 1 else char
    base = unicodedata.normalize("NFD", char)[0]
    if base.isascii():
        return base.lower()
    small = char.lower()
    return small if len(small) == 1 else char


def tokenize(normalized: str) -> list[Token]:
    """The numbers, words and Chinese characters of a normalized text, in order."""
    return [
        Token(str(found.lastgroup), found.group(), found.start(), found.end())
        for found in _TOKEN.finditer(normalized)
    ]
