"""Finding the jurisdictions that a text names, by country, city, authority or law.

The words are in reference/jurisdictions.toml. A text is read as words without case and accents,
and at each word the longest known phrase wins, so that North Korea is not Korea and the Hague
Convention is not the Netherlands. A currency names no place, nor does a language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from knowledge.places.gazetteer import (
    HAN,
    NAME_LANGUAGES,
    NOWHERE,
    WORD,
    GazetteerEntry,
    fold_word,
    gazetteer_for,
    load_table,
)

# A phrase does not extend over these.
_BREAK = re.compile(r"[,;:!?()]")


@dataclass(frozen=True)
class PlaceMention:
    """A jurisdiction (ISO 3166-1 alpha-2, or EU) and its place in a text, ``text[start:end]``.

    ``phrase`` is the name as the table spells it; ``is_city`` tells a city from a country.
    """

    code: str
    start: int
    end: int
    is_city: bool = False
    phrase: str = field(default="", compare=False)


def find_mentions(text: str) -> tuple[PlaceMention, ...]:
    """The jurisdictions that a text names, in order of appearance, with their places in it."""
    found = list(_MentionFinder(text).mentions())
    if HAN.search(text):
        known = gazetteer_for(text)
        found += [
            PlaceMention(known.han_codes[hit[0]], *hit.span()) for hit in known.han.finditer(text)
        ]
        found.sort(key=lambda mention: mention.start)
    return tuple(found)


def find_place_codes(text: str) -> tuple[str, ...]:
    """The codes of the jurisdictions that a text names, each once, in order."""
    return tuple(dict.fromkeys(mention.code for mention in find_mentions(text)))


def place_name(code: str, language: str) -> str:
    """The name of a jurisdiction in a language; in English if there is none, else the code."""
    row: dict[str, str] = load_table()["place"].get(code, {})
    return row.get(language if language in NAME_LANGUAGES else "en", code)


def is_known_place(code: str) -> bool:
    """Whether the code is that of a known jurisdiction."""
    return code in load_table()["place"]


def member_states(code: str) -> tuple[str, ...]:
    """The member states of the Union; any other jurisdiction is its own only member."""
    return tuple(load_table()["place"].get(code, {}).get("members", [code]))


def law_of(code: str) -> str:
    """The country whose law a territory has; any other jurisdiction has its own."""
    found: str = load_table()["place"].get(code, {}).get("part_of", code)
    return found


def find_regions(mentions: Iterable[PlaceMention]) -> dict[str, str]:
    """The parts of countries, under measures of their own, that were named, by the country."""
    found: dict[str, str] = {}
    for mention in mentions:
        for part, words in load_table()["place"][mention.code].get("regions", {}).items():
            if mention.phrase in words:
                found.setdefault(mention.code, part)
    return found


class _MentionFinder:
    """The words of a text, and the search for places among them."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._words = list(WORD.finditer(text))
        self._folded = [fold_word(word.group()) for word in self._words]
        self._known = gazetteer_for(text)

    def mentions(self) -> Iterator[PlaceMention]:
        here = 0
        while here < len(self._words):
            found, length = self._longest(here)
            if found.code and not self._is_currency(here, here + length):
                start, end = self._words[here].start(), self._words[here + length - 1].end()
                yield PlaceMention(found.code, start, end, found.is_city, found.spelling)
            here += length or 1

    def _longest(self, here: int) -> tuple[GazetteerEntry, int]:
        """The entry of the longest phrase that begins at a word, and its words; 0 for none."""
        most = self._known.longest.get(self._folded[here], 0)
        for length in range(min(most, len(self._words) - here), 0, -1):
            phrase = tuple(self._folded[here : here + length])
            for entry in self._known.phrases.get(phrase, ()):
                written = self._text[
                    self._words[here].start() : self._words[here + length - 1].end()
                ]
                if entry.fits(written) and (length == 1 or not _BREAK.search(written)):
                    return entry, length
        return GazetteerEntry(NOWHERE), 0

    def _is_currency(self, here: int, after: int) -> bool:
        """Whether the place is part of a currency: "US dollar", "US$" or «доллар США»."""
        if self._text.startswith("$", self._words[after - 1].end()):
            return True
        if self._adjoin(after) and self._folded[after] in self._known.currencies:
            return True
        # In Russian the country follows, as an abbreviation: in no other case can it be told from
        # "paid dollars to China".
        return (
            self._words[here].group().isupper()
            and self._adjoin(here)
            and self._folded[here - 1] in self._known.currencies
        )

    def _adjoin(self, here: int) -> bool:
        """Whether a word follows another with no stop between them."""
        if not 0 < here < len(self._words):
            return False
        return not _BREAK.search(self._text, self._words[here - 1].end(), self._words[here].start())
