"""Which moneys a message names: codes, signs, words and slang, each with its place in the text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from bot.understand.text.normalize import HAN, KANA, Token, normalize
from knowledge.money import is_crypto, is_national

_HAN = re.compile(f"[{HAN}]")
_KANA = re.compile(f"[{KANA}]")
_COINS = frozenset({"BTC", "ETH", "USDT", "USDC"})
_ENDING = 4
# What other moneys are called by a plain dollar sign.
_DOLLARS = frozenset({"HKD", "AUD", "CAD", "SGD", "TWD", "NZD"})


@dataclass(frozen=True)
class CurrencyMention:
    """A money that a message names; ``options`` when the word may mean several, the code then "".

    ``beside`` marks a word that is money only beside a number; ``decimals`` a part of the money
    (satoshi: 8).
    """

    code: str
    start: int
    end: int
    options: tuple[str, ...] = ()
    needs_number: bool = False
    sign: bool = False
    decimals: int = 0


@dataclass
class _Meaning:
    codes: tuple[str, ...]
    default: str = ""
    han: str = ""
    needs_number: bool = False
    decimals: int = 0


@dataclass
class _CurrencyLexicon:
    words: dict[str, _Meaning] = field(default_factory=dict)
    stems: dict[str, _Meaning] = field(default_factory=dict)
    signs: dict[str, _Meaning] = field(default_factory=dict)
    phrases: list[tuple[str, str]] = field(default_factory=list)
    homes: dict[str, frozenset[str]] = field(default_factory=dict)
    shy: frozenset[str] = frozenset()

    def add(self, row: dict[str, Any], meaning: _Meaning) -> None:
        for key, beside in (("words", False), ("beside", True)):
            for word in row.get(key, ()):
                known = _Meaning(
                    meaning.codes, meaning.default, meaning.han, beside, meaning.decimals
                )
                (self.stems if word.endswith("*") else self.words)[word.rstrip("*")] = known
        for sign in row.get("signs", ()):
            self.signs[sign] = meaning


@cache
def _currency_lexicon() -> _CurrencyLexicon:
    file = resources.files("bot.understand.text").joinpath("currencies.toml")
    rows = tomllib.loads(file.read_text("utf-8"))
    known = _CurrencyLexicon(shy=frozenset(rows["shy"]["codes"]))
    for row in rows["money"]:
        known.add(row, _Meaning((row["code"],)))
        known.homes[row["code"]] = frozenset(row.get("home", ()))
        known.phrases += [(phrase, row["code"]) for phrase in row.get("phrases", ())]
    for row in rows["shared"]:
        known.add(row, _Meaning(tuple(row["codes"]), row.get("default", ""), row.get("han", "")))
    for row in rows["part"]:
        known.add(row, _Meaning((row["of"],), decimals=row["decimals"]))
    return known


@cache
def _phrases() -> tuple[re.Pattern[str], tuple[str, ...]]:
    """Names of several words in one pattern, its groups standing for the codes."""
    pairs = _currency_lexicon().phrases
    each = [
        "(" + r"\s+".join(w.replace("*", rf"\w{{0,{_ENDING}}}") for w in phrase.split()) + ")"
        for phrase, _ in pairs
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(each)})(?!\w)"), tuple(code for _, code in pairs)


@cache
def _signs() -> re.Pattern[str]:
    signs = sorted(_currency_lexicon().signs, key=len, reverse=True)
    each = "|".join(rf"(?<![a-z]){re.escape(s)}" if s[0].isalpha() else re.escape(s) for s in signs)
    return re.compile(each)


@cache
def _han_words() -> re.Pattern[str]:
    han = [word for word in _currency_lexicon().words if _HAN.match(word)]
    return re.compile("|".join(sorted(map(re.escape, han), key=len, reverse=True)))


def home_countries(currency: str) -> frozenset[str]:
    """The places where a currency is the money in use, of those that we know."""
    return _currency_lexicon().homes.get(currency, frozenset())


def find_currencies(
    text: str,
    normalized: str,
    found: Iterable[Token],
    places: Iterable[str] = (),
    language: str | None = None,
) -> tuple[CurrencyMention, ...]:
    """The moneys that a message names, in order; those places tell apart what is shared."""
    reading = _CurrencyFinder(text, normalized, frozenset(places), language)
    named = sorted(reading.all(list(found)), key=lambda one: (one.start, -one.end))
    out: list[CurrencyMention] = []
    for one in named:
        if not out or one.start >= out[-1].end:
            out.append(one)
    return tuple(_dollars(out))


def parse_currency(word: str) -> str | None:
    """The code of one word of money, as it stands behind digits: "usd", "руб", "$"."""
    normalized = normalize(word)
    found = [Token("word", normalized, 0, len(normalized))]
    for one in find_currencies(word, normalized, found):
        if (one.start, one.end) == (0, len(word)):
            return one.code or None
    return None


def _dollars(named: list[CurrencyMention]) -> Iterator[CurrencyMention]:
    """A plain $ beside HK$ or Australian dollars elsewhere may be either."""
    others = tuple(dict.fromkeys(one.code for one in named if one.code in _DOLLARS))
    for one in named:
        if others and one.code == "USD" and one.sign and one.end - one.start == 1:
            yield CurrencyMention("", one.start, one.end, ("USD", *others), sign=True)
        else:
            yield one


class _CurrencyFinder:
    def __init__(
        self, text: str, normalized: str, places: frozenset[str], language: str | None
    ) -> None:
        self.text, self.normalized, self.places = text, normalized, places
        self.chinese = not _KANA.search(text) and (bool(_HAN.search(text)) or language == "zh")
        self.known = _currency_lexicon()

    def all(self, found: list[Token]) -> Iterator[CurrencyMention]:
        for hit in _signs().finditer(self.normalized):
            yield self._named(self.known.signs[hit.group()], hit.start(), hit.end(), sign=True)
        pattern, codes = _phrases()
        for hit in pattern.finditer(self.normalized):
            yield CurrencyMention(codes[(hit.lastindex or 1) - 1], hit.start(), hit.end())
        for token in found:
            if token.kind == "word":
                yield from self._word(token)
        if self.chinese or _HAN.search(self.normalized):
            for hit in _han_words().finditer(self.normalized):
                yield self._named(self.known.words[hit.group()], hit.start(), hit.end())
        for token in found:
            # "500u" is tether to a Chinese trader.
            if self.chinese and token.text == "u" and token.kind == "word":
                yield CurrencyMention("USDT", token.start, token.end, needs_number=True)

    def _word(self, token: Token) -> Iterator[CurrencyMention]:
        word = token.text
        meaning = self.known.words.get(word)
        for cut in range(len(word), max(2, len(word) - _ENDING - 1), -1):
            meaning = meaning or self.known.stems.get(word[:cut])
        if meaning:
            yield self._named(meaning, token.start, token.end)
        elif len(word) in (3, 4) and word.isascii():
            code = word.upper()
            if code in _COINS:
                yield CurrencyMention(code, token.start, token.end)
            elif len(code) == 3 and not is_crypto(code) and is_national(code):
                capitals = self.text[token.start : token.end].isupper()
                shy = code in self.known.shy and not capitals
                yield CurrencyMention(
                    code, token.start, token.end, needs_number=shy or not self._common(code)
                )

    def _common(self, code: str) -> bool:
        """Whether a code needs no number beside it to be one."""
        return code in self.known.homes

    def _named(
        self, meaning: _Meaning, start: int, end: int, *, sign: bool = False
    ) -> CurrencyMention:
        code, options = self._which(meaning)
        beside = meaning.needs_number
        if self.text[start:end] == "元":
            beside = True
        return CurrencyMention(code, start, end, options, beside, sign, meaning.decimals)

    def _which(self, meaning: _Meaning) -> tuple[str, tuple[str, ...]]:
        codes = meaning.codes
        if len(codes) == 1:
            return codes[0], ()
        here = [code for code in codes if home_countries(code) & self.places]
        if len(here) == 1:
            return here[0], ()
        if meaning.han and self.chinese and not here:
            return meaning.han, ()
        return ("", codes) if here or not meaning.default else (meaning.default, ())
