"""Transliterating names to Latin letters, and to the sounds that romanisations share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

# Legal forms and filler words hardly identify a company.
_LEGAL_FORMS = frozenset((
    "ab", "ag", "ao", "as", "bv", "co", "corp", "doo", "fzc", "fzco", "fze", "gmbh", "inc", "ip",
    "jsc", "kft", "kg", "limited", "llc", "llp", "lp", "ltd", "ltda", "nv", "oao", "ojsc", "ooo",
    "ou", "oy", "pao", "pjsc", "cjsc", "zao", "plc", "pte", "pty", "sa", "sal", "sarl", "sdn",
    "bhd", "sia", "spa", "srl", "too", "uab", "company", "corporation", "incorporated", "group",
    "holding", "trading", "the", "of", "and",
))  # fmt: skip
_CHINESE_FORMS = re.compile("股份有限公司|有限责任公司|有限公司|株式会社|公司")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_DOTTED = re.compile(r"(?<![a-z0-9])(?:[a-z]\.\s?){2,}")
_WORD = re.compile(r"[a-z0-9]+")
# Spellings by which romanisations of one sound differ. Order matters: each rule sees the result of
# those before it.
_SOUNDS = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        ("shch|sch|tch|tsch", "sh"), ("kh", "h"), ("ks", "x"), ("ph", "f"), ("w", "v"),
        ("zh|dj|dzh", "j"), ("ts|tz", "c"), ("ck|q", "k"), ("(?<![iyj])[iyj]++(?=[aeou])", "i"),
        ("[iyj]{2,}|y", "i"), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip
MAX_NAME_CHARS = 300
# In Latin letters: one sign may become a sentence of 40 letters. A Chinese name takes three to six
# for each of its signs, of which it has up to fifty.
MAX_LATIN_CHARS = 600
# Of the hundred candidates for a name, most share their words.
_CACHED_WORDS = 8192


@dataclass(frozen=True)
class Transliteration:
    """A name as it is compared: its ``words`` in Latin letters, and the sound of each."""

    words: tuple[str, ...]
    sounds: tuple[str, ...]

    @property
    def joined(self) -> str:
        """The sounds without spaces, which differ in Chinese and agglutinated names."""
        return "".join(self.sounds)


def transliterate(name: str) -> Transliteration:
    """A name in Latin letters, lower case, without punctuation, its first 300 characters.

    Of what these become in Latin letters, the first 600.
    """
    latin = anyascii(
        _CHINESE_FORMS.sub(" co ", name[:MAX_NAME_CHARS]).replace("ь", "").replace("ъ", "")
    )
    plain = _CAMEL.sub(" ", latin[:MAX_LATIN_CHARS]).lower().replace("'", "")
    # S.A. and L.L.C. are one word each.
    plain = _DOTTED.sub(lambda found: re.sub(r"[.\s]", "", found[0]) + " ", plain)
    words = tuple(_WORD.findall(plain))
    return Transliteration(words, tuple(_sound(word) for word in words))


def is_legal_form(word: str) -> bool:
    """Whether a word is a legal form or a filler word."""
    return word in _LEGAL_FORMS


@lru_cache(maxsize=_CACHED_WORDS)
def _sound(word: str) -> str:
    if word.isdigit():
        return word
    for pattern, plain in _SOUNDS:
        word = pattern.sub(plain, word)
    return word
