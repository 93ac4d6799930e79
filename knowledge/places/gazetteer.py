"""The phrases that name a place, compiled from reference/jurisdictions.toml on first use.

Every phrase is indexed by its folded words (no case, no accents), in each inflected form.
"""

from __future__ import annotations

import itertools
import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from knowledge.places.russian_cases import inflect

NOWHERE = ""
NAME_LANGUAGES = ("en", "ru", "tr", "zh")
HAN = re.compile(r"[\u3400-\u9fff]")
# "U.S." is one word, "U.S.A." too; all else is letters and digits.
WORD = re.compile(r"(?<!\w)(?:[A-ZА-Я]\.)+[A-ZА-Я](?!\w)\.?|[^\W_]+")
_CYRILLIC = re.compile(r"[А-Яа-яЁё]")


@dataclass(frozen=True)
class GazetteerEntry:
    """The place of a phrase, and how it must be written: ^ with a capital, = exactly so."""

    code: str
    mark: str = ""
    spelling: str = ""
    is_city: bool = False

    def fits(self, written: str) -> bool:
        """Whether the words, as written, may name the place."""
        if self.mark == "=":
            return written.replace(".", "") == self.spelling.replace(".", "")
        return not self.mark or written[:1].isupper()


@dataclass(frozen=True)
class Gazetteer:
    """All phrases by their folded words; ``longest``: words of the longest phrase by first word."""

    phrases: dict[tuple[str, ...], list[GazetteerEntry]]
    longest: dict[str, int]
    currencies: frozenset[str]
    han: re.Pattern[str]
    han_codes: dict[str, str]


def fold_word(word: str) -> str:
    """A word without case, accents and inner full stops."""
    small = word.lower().replace(".", "")
    # Combining marks are no letters: a decomposed word of letters alone has no accents.
    plain = small.isalnum() and unicodedata.is_normalized("NFD", small) and "ı" not in small
    return small if plain or small.isascii() else _strip_accents(small)


@lru_cache(maxsize=8192)
def _strip_accents(word: str) -> str:
    parts = unicodedata.normalize("NFD", word.replace("ı", "i"))
    return "".join(char for char in parts if not unicodedata.combining(char))


@cache
def load_table() -> dict[str, Any]:
    """The parsed file: currencies, nowhere, and a row for each place."""
    file = resources.files("knowledge").joinpath("reference/jurisdictions.toml")
    return tomllib.loads(file.read_text("utf-8"))


def gazetteer_for(text: str) -> Gazetteer:
    """The phrases for a text; Russian ones only if it has Cyrillic letters.

    Russian cases make up most of them, and take a new process time that few texts need.
    """
    return _build_gazetteer(cyrillic=bool(_CYRILLIC.search(text)))


@cache
def _build_gazetteer(*, cyrillic: bool) -> Gazetteer:
    rows = load_table()
    phrases: dict[tuple[str, ...], list[GazetteerEntry]] = defaultdict(list)
    han: dict[str, str] = {}
    for code, row in rows["place"].items():
        words = row.get("words", []) + row.get("cities", []) + row.get("bodies", [])
        # A display name that needs a mark stands among the words with it.
        marked = {word[1:] for word in words if word[0] in "^="}
        shown = [
            row[key] for key in NAME_LANGUAGES if not any(m.endswith(row[key]) for m in marked)
        ]
        for phrase in shown + words:
            if HAN.search(phrase):
                han[phrase] = code
            elif cyrillic or not _CYRILLIC.search(phrase):
                _add_phrase(phrases, phrase, code, is_city=phrase in row.get("cities", []))
    for phrase in rows["nowhere"]:
        if cyrillic or not _CYRILLIC.search(phrase):
            _add_phrase(phrases, phrase, NOWHERE)
    longest: dict[str, int] = {}
    for words in phrases:
        longest[words[0]] = max(len(words), longest.get(words[0], 0))
    return Gazetteer(
        phrases=dict(phrases),
        longest=longest,
        currencies=frozenset(
            fold_word(form) for word in rows["currencies"] for form in _spellings(word)
        ),
        han=re.compile("|".join(sorted(map(re.escape, han), key=len, reverse=True))),
        han_codes=han,
    )


def _add_phrase(
    phrases: dict[tuple[str, ...], list[GazetteerEntry]],
    phrase: str,
    code: str,
    *,
    is_city: bool = False,
) -> None:
    mark = phrase[0] if phrase[0] in "^=" else ""
    spelling = phrase.removeprefix(mark)
    words = WORD.findall(spelling)
    # An exact spelling has one form.
    each = [
        {fold_word(form) for form in ((word,) if mark == "=" else _spellings(word))}
        for word in words
    ]
    entry = GazetteerEntry(code, mark, spelling, is_city)
    for written in itertools.product(*each):
        entries = phrases[written]
        if entry not in entries:
            entries.append(entry)


def _spellings(word: str) -> Iterable[str]:
    """A word in its Russian cases, or in the singular and the plural."""
    if _CYRILLIC.search(word):
        return inflect(word)
    return (word, word + "s") if word[-1:].islower() and word[-1] != "s" else (word,)
