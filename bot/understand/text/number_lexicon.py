"""The number words of English, Russian and Turkish, from numbers.toml."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from bot.understand.text.normalize import Token


@dataclass(frozen=True)
class NumberLexicon:
    """The number words, from numbers.toml."""

    values: dict[str, int]
    scales: dict[str, int]
    near: dict[str, int]
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
    """The number words, read once."""
    file = resources.files("bot.understand.text").joinpath("numbers.toml")
    rows = tomllib.loads(file.read_text("utf-8"))

    def pairs(key: str) -> dict[str, int]:
        return {w: int(v) for w, _, v in (item.partition("=") for item in rows[key].split())}

    def words(key: str) -> frozenset[str]:
        return frozenset(rows[key].split())

    return NumberLexicon(
        pairs("values"), pairs("scales"), pairs("near"), words("hundreds"), words("single"),
        words("half"), words("quarter"), words("one_and_half"), words("vague"), words("point"),
        re.compile("|".join(sorted(words("turkish"), key=len, reverse=True))),
    )  # fmt: skip


def split_number_words(found: list[Token]) -> list[Token]:
    """The tokens with words of several number words taken apart: полмиллиона, ikiyüzelli."""
    known = number_lexicon()
    out: list[Token] = []
    for token in found:
        cuts = _cuts(token.text, known) if token.kind == "word" else ()
        at = token.start
        for piece in cuts:
            out.append(Token("word", piece, at, at + len(piece)))
            at += len(piece)
        if not cuts:
            out.append(token)
    return out


def _cuts(word: str, known: NumberLexicon) -> tuple[str, ...]:
    rest = word.removeprefix("пол")
    if rest != word and (rest in known.scales or rest.startswith("битк")):
        return ("пол", rest)
    if 4 < len(word) < 60 and word not in known.values and word not in known.scales:
        pieces = tuple(known.turkish.findall(word))
        if len(pieces) > 1 and sum(map(len, pieces)) == len(word):
            return pieces
    return ()
