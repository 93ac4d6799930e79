"""Undoing tricks of spelling: the words that a person would see.

Invisible characters are removed, look-alike letters replaced, digits and signs inside a word
turned into letters, spaced-out letters joined. For policy decisions only: everything else uses
the text as written. What is read may be longer than what was written, but only by a
limited number of characters: a text that would grow further is unreadable, and not read in part.
"""

from __future__ import annotations

import re
import unicodedata

from knowledge.compliance.policy.refusal import UnreadableTextError
from knowledge.text.combining_marks import limit_marks
from knowledge.text.homoglyphs import APOSTROPHES, CYRILLIC_IN_WORDS, LATIN_IN_WORDS
from knowledge.text.invisible import POLICY

# How many characters a text may grow by. A sentence of 40 spaced-out letters grows by 900, and
# nobody who wants an answer spells out three of them.
MAX_ADDED_CHARS = 2000
# A run of joined letters is tried with each place for a space in its beginning of this length.
_MAX_DIVIDED_LETTERS = 64

_TO_LATIN = str.maketrans(LATIN_IN_WORDS)
_TO_CYRILLIC = str.maketrans(CYRILLIC_IN_WORDS)

_LEET = "013457@$!€"
_LEET_LATIN = str.maketrans(_LEET, "oieastasie")
_LEET_CYRILLIC = str.maketrans(_LEET, "оизчстасие")

_TOKEN = re.compile(r"[\w@$!€]+")
_HAS_LEET = re.compile(r"[^\W\d_][013457@$!€]+[^\W\d_]|[^\W\d_]{2}[$@]+|[@$][^\W\d_]{2}")
_LATIN_LETTER = re.compile(r"[a-z]")
_FOREIGN_LETTER = re.compile(r"[\u0370-\u052f\u0561-\u0587]")
# Marks strewn inside a word, as in "sanc*tions" or "by_pass".
_STREWN = re.compile(r"(?<=[^\W\d_])[*_~|^`\\]+(?=[^\W\d_])")
# Four or more single letters with equal gaps; in a text with such a run, two suffice.
_SPACED = re.compile(r"(?<!\w)[^\W\d_]([ .\-_*·])\w(?:\1\w){2,}(?!\w)")
_CLOSE = re.compile(r"(?<!\w)[^\W\d_]([ .\-_*·])\w(?:\1\w)*(?!\w)")
_GAPS = re.compile(r"[ .\-_*·]")
_APOSTROPHE = re.compile(rf"(?<=\w)[{APOSTROPHES}](?=\w)")


def deobfuscate(text: str) -> str:
    """The text in lower case without hidden, swapped and spaced-out letters.

    UnreadableTextError when that would make it longer by more than ``MAX_ADDED_CHARS``.
    """
    plain = unicodedata.normalize("NFKC", limit_marks(text))
    if not plain.isascii():
        plain = POLICY.strip(plain)
    plain = plain.lower().replace("ё", "е")
    plain = _APOSTROPHE.sub("", plain)
    plain = _STREWN.sub("", plain)
    if _SPACED.search(plain):
        plain = _CLOSE.sub(_close_up, plain)
    if len(plain) > len(text) + MAX_ADDED_CHARS:
        raise UnreadableTextError
    if plain.isascii() and not _HAS_LEET.search(plain):
        return plain
    cyrillic = _is_mostly_cyrillic(plain)
    return _TOKEN.sub(lambda token: _to_one_script(token.group(), cyrillic=cyrillic), plain)


def _close_up(run: re.Match[str]) -> str:
    # Word boundaries are lost, so each place is tried; the first letter may be a word of its own
    # ("how do I c i r c u m v e n t").
    word = _GAPS.sub("", run.group())
    if len(word) < 4:
        return word
    cuts = range(3, min(len(word) - 2, 24))
    head = word[:_MAX_DIVIDED_LETTERS]
    return " ".join([word, head[1:], *(f"{head[:at]} {head[at:]}" for at in cuts)])


def _is_mostly_cyrillic(text: str) -> bool:
    # Letters that look alike in both scripts say nothing about which one is meant.
    own = sum(1 for c in text if "а" <= c <= "я" and c not in LATIN_IN_WORDS)
    return own > sum(1 for c in text if "a" <= c <= "z" and c not in CYRILLIC_IN_WORDS)


def _to_one_script(token: str, *, cyrillic: bool) -> str:
    latin = _LATIN_LETTER.search(token)
    foreign = _FOREIGN_LETTER.search(token)
    if latin and foreign:
        as_latin = token.translate(_TO_LATIN)
        as_cyrillic = token.translate(_TO_CYRILLIC)
        whole_latin = not _FOREIGN_LETTER.search(as_latin)
        whole_cyrillic = not _LATIN_LETTER.search(as_cyrillic)
        if whole_latin and not (whole_cyrillic and cyrillic):
            token = as_latin
        elif whole_cyrillic:
            token = as_cyrillic
    if _HAS_LEET.search(token):
        token = _unleet(token)
    return token


def _unleet(token: str) -> str:
    tail = len(token.rstrip("!"))
    body, rest = token[:tail], token[tail:]
    letters = sum(c.isalpha() for c in body)
    # "a7a5", "p2p" and "trc20" are names; "s4nctions" is a word in disguise.
    if letters < 3 or letters < 2 * (len(body) - letters):
        return token
    foreign = _FOREIGN_LETTER.search(body)
    return body.translate(_LEET_CYRILLIC if foreign else _LEET_LATIN) + rest
