"""Names of venues in a text: whole words, in any case, in the case forms of Russian."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.places.gazetteer import WORD, fold_word
from knowledge.places.russian_cases import inflect

# The longest text that a chat takes is far shorter; of a longer one only the beginning is read.
MAX_TEXT_CHARS = 20_000
# A name's words, each in the forms that it may have.
_Forms = tuple[frozenset[str], ...]


@dataclass(frozen=True)
class VenueMention:
    """A venue that a text names, and where: ``text[start:end]``."""

    slug: str
    start: int
    end: int


class VenueNames:
    """The names of many venues, to be found in a text."""

    def __init__(self, rows: Iterable[tuple[str, Iterable[str], Iterable[str]]]) -> None:
        """Find each row's slug by its names; those of the second kind only as a whole text."""
        self._by_first_word: dict[str, list[tuple[_Forms, str]]] = {}
        self._whole: list[tuple[_Forms, str]] = []
        for slug, anywhere, whole in rows:
            for name in anywhere:
                forms = _list_forms(name)
                for first in forms[0]:
                    self._by_first_word.setdefault(first, []).append((forms, slug))
            self._whole += [(_list_forms(name), slug) for name in whole]
        for names in self._by_first_word.values():
            # Of two names that begin alike the longer one is meant.
            names.sort(key=lambda name: -len(name[0]))

    def find(self, text: str) -> tuple[VenueMention, ...]:
        """Every name in a text, in the order of the text."""
        spans = [found.span() for found in WORD.finditer(text[:MAX_TEXT_CHARS])]
        words = [fold_word(text[start:end]) for start, end in spans]
        found: list[VenueMention] = []
        at = 0
        while at < len(words):
            known = self._by_first_word.get(words[at], ())
            fits = next((name for name in known if _fits(name[0], words, at)), None)
            length = len(fits[0]) if fits else 1
            if fits:
                found.append(VenueMention(fits[1], spans[at][0], spans[at + length - 1][1]))
            at += length
        found += [
            VenueMention(slug, spans[0][0], spans[-1][1])
            for forms, slug in self._whole
            if len(forms) == len(words) and _fits(forms, words, 0)
        ]
        return tuple(found)


def split_name(text: str) -> list[str]:
    """The words of a name or text, without case and accents."""
    return [fold_word(word) for word in WORD.findall(text)]


def _fits(forms: _Forms, words: list[str], at: int) -> bool:
    there = words[at : at + len(forms)]
    return len(there) == len(forms) and all(
        word in any_of for word, any_of in zip(there, forms, strict=True)
    )


def _list_forms(name: str) -> _Forms:
    """Each word of a name in its forms: a Russian one in all its cases."""
    return tuple(
        frozenset(map(fold_word, [word] if word.isascii() else inflect(word)))
        for word in WORD.findall(name)
    )
