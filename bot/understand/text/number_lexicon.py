"""The number words of English, Russian and Turkish, from numbers.toml."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from bot.understand.text.normalize import Token

# Compounds outside these lengths are not split: shorter ones are one word, longer ones are noise.
_MIN_COMPOUND_CHARS, _MAX_COMPOUND_CHARS = 5, 59


@dataclass(frozen=True)
class NumberLexicon:
    """The number words by what they do; the fields are the keys of numbers.toml.

    ``values`` maps words below a thousand to numbers; ``scales`` and ``short_scales`` map words to
    powers of ten. ``turkish`` matches one Turkish number word.
    """

    values: dict[str, int]
    scales: dict[str, int]
    short_scales: dict[str, int]
    hundreds: frozenset[str]
    single: frozenset[str]
    half: frozenset[str]
    quarter: frozenset[str]
    one_and_half: frozenset[str]
    vague: frozenset[str]
    point: frozenset[str]
    turkish: re.Pattern[str]


@cache
def number_lexicon() -> NumberLexicon:
    """The lexicon, loaded on first use."""
    file = resources.files("bot.understand.text").joinpath("numbers.toml")
    rows = tomllib.loads(file.read_text("utf-8"))

    def pairs(key: str) -> dict[str, int]:
        return {
            word: int(value)
            for word, _, value in (item.partition("=") for item in rows[key].split())
        }

    def words(key: str) -> frozenset[str]:
        return frozenset(rows[key].split())

    return NumberLexicon(
        values=pairs("values"),
        scales=pairs("scales"),
        short_scales=pairs("short_scales"),
        hundreds=words("hundreds"),
        single=words("single"),
        half=words("half"),
        quarter=words("quarter"),
        one_and_half=words("one_and_half"),
        vague=words("vague"),
        point=words("point"),
        turkish=re.compile("|".join(sorted(words("turkish"), key=len, reverse=True))),
    )


def split_number_words(tokens: list[Token]) -> list[Token]:
    """The tokens with compounds of number words split: полмиллиона, ikiyüzelli."""
    lexicon = number_lexicon()
    split: list[Token] = []
    for token in tokens:
        parts = _compound_parts(token.text, lexicon) if token.kind == "word" else ()
        start = token.start
        for part in parts:
            split.append(Token("word", part, start, start + len(part)))
            start += len(part)
        if not parts:
            split.append(token)
    return split


def _compound_parts(word: str, lexicon: NumberLexicon) -> tuple[str, ...]:
    """The number words that a compound consists of; empty if it is none."""
    after_half = word.removeprefix("пол")
    if after_half != word and (after_half in lexicon.scales or after_half.startswith("битк")):
        return ("пол", after_half)
    if not _MIN_COMPOUND_CHARS <= len(word) <= _MAX_COMPOUND_CHARS:
        return ()
    if word in lexicon.values or word in lexicon.scales:
        return ()
    parts = tuple(lexicon.turkish.findall(word))
    return parts if len(parts) > 1 and sum(map(len, parts)) == len(word) else ()
