"""Currencies named in a message: codes, signs, words and slang, with their spans."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from bot.understand.text.normalize import HAN, KANA, Token, normalize
from knowledge.assets import load_assets
from knowledge.money import is_crypto, is_national

_HAN = re.compile(f"[{HAN}]")
_KANA = re.compile(f"[{KANA}]")
# What "*" in currencies.toml stands for, in letters; a stem before it has at least three.
_MAX_ENDING_CHARS = 4
_MIN_STEM_CHARS = 3
# Currencies that are written with a plain "$" as well.
_DOLLARS = frozenset({"HKD", "AUD", "CAD", "SGD", "TWD", "NZD"})


@dataclass(frozen=True)
class CurrencyMention:
    """A currency named at a span of the message.

    ``code`` is empty if the word may mean several, which are then ``options``. ``needs_number``
    marks a word that is a currency only next to a number; ``sign`` a symbol; ``decimals`` a unit
    smaller than the currency by that power of ten (satoshi: 8).
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
    """What a word or sign may mean; see currencies.toml for the fields."""

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
    ambiguous_codes: frozenset[str] = frozenset()

    def add(self, row: dict[str, Any], meaning: _Meaning) -> None:
        """Add the words and signs of a row of currencies.toml."""
        for key, needs_number in (("words", False), ("with_number", True)):
            for word in row.get(key, ()):
                entries = self.stems if word.endswith("*") else self.words
                entries[word.rstrip("*")] = _Meaning(
                    meaning.codes, meaning.default, meaning.han, needs_number, meaning.decimals
                )
        for sign in row.get("signs", ()):
            self.signs[sign] = meaning


@cache
def _currency_lexicon() -> _CurrencyLexicon:
    file = resources.files("bot.understand.text").joinpath("currencies.toml")
    rows = tomllib.loads(file.read_text("utf-8"))
    lexicon = _CurrencyLexicon(ambiguous_codes=frozenset(rows["ambiguous_codes"]["codes"]))
    for row in rows["money"]:
        lexicon.add(row, _Meaning((row["code"],)))
        lexicon.homes[row["code"]] = frozenset(row.get("home", ()))
        lexicon.phrases += [(phrase, row["code"]) for phrase in row.get("phrases", ())]
    for row in rows["shared"]:
        lexicon.add(row, _Meaning(tuple(row["codes"]), row.get("default", ""), row.get("han", "")))
    for row in rows["part"]:
        lexicon.add(row, _Meaning((row["of"],), decimals=row["decimals"]))
    return lexicon


@cache
def _phrase_pattern() -> tuple[re.Pattern[str], tuple[str, ...]]:
    """One pattern for the names of several words, and the code of each of its groups."""
    pairs = _currency_lexicon().phrases
    ending = rf"\w{{0,{_MAX_ENDING_CHARS}}}"
    groups = [
        "(" + r"\s+".join(word.replace("*", ending) for word in phrase.split()) + ")"
        for phrase, _ in pairs
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(groups)})(?!\w)"), tuple(code for _, code in pairs)


@cache
def _sign_pattern() -> re.Pattern[str]:
    signs = sorted(_currency_lexicon().signs, key=len, reverse=True)
    return re.compile(
        "|".join(
            rf"(?<![a-z]){re.escape(sign)}" if sign[0].isalpha() else re.escape(sign)
            for sign in signs
        )
    )


@cache
def _han_word_pattern() -> re.Pattern[str]:
    words = [word for word in _currency_lexicon().words if _HAN.match(word)]
    return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))


def home_countries(currency: str) -> frozenset[str]:
    """The countries that use a currency, as far as currencies.toml lists them."""
    return _currency_lexicon().homes.get(currency, frozenset())


def find_currencies(
    text: str,
    normalized: str,
    tokens: Iterable[Token],
    places: Iterable[str] = (),
    language: str | None = None,
) -> tuple[CurrencyMention, ...]:
    """The currencies named in a message, by start, without overlaps.

    ``places`` are the countries named in it, which decide between currencies of one name;
    ``language`` is the user's setting.
    """
    finder = _CurrencyFinder(text, normalized, frozenset(places), language)
    candidates = sorted(
        finder.candidates(list(tokens)), key=lambda mention: (mention.start, -mention.end)
    )
    mentions: list[CurrencyMention] = []
    for mention in candidates:
        if not mentions or mention.start >= mentions[-1].end:
            mentions.append(mention)
    return tuple(_with_dollar_options(mentions))


def parse_currency(word: str) -> str | None:
    """The code of one word such as "usd", "руб" or "$"; None if it is no currency or several."""
    normalized = normalize(word)
    tokens = [Token("word", normalized, 0, len(normalized))]
    for mention in find_currencies(word, normalized, tokens):
        if (mention.start, mention.end) == (0, len(word)):
            return mention.code or None
    return None


def _with_dollar_options(mentions: list[CurrencyMention]) -> Iterator[CurrencyMention]:
    """The mentions; a plain "$" is ambiguous where another dollar is named (HK$, AUD)."""
    dollars = tuple(dict.fromkeys(m.code for m in mentions if m.code in _DOLLARS))
    for mention in mentions:
        plain = mention.code == "USD" and mention.sign and mention.end - mention.start == 1
        if dollars and plain:
            options = ("USD", *dollars)
            yield CurrencyMention("", mention.start, mention.end, options, sign=True)
        else:
            yield mention


class _CurrencyFinder:
    """Finds every candidate mention in one message; candidates may overlap."""

    def __init__(
        self, text: str, normalized: str, places: frozenset[str], language: str | None
    ) -> None:
        self.text, self.normalized, self.places = text, normalized, places
        self.chinese = not _KANA.search(text) and (bool(_HAN.search(text)) or language == "zh")
        self.lexicon = _currency_lexicon()

    def candidates(self, tokens: list[Token]) -> Iterator[CurrencyMention]:
        """Signs, phrases, words, Chinese words and Chinese slang."""
        for match in _sign_pattern().finditer(self.normalized):
            meaning = self.lexicon.signs[match.group()]
            yield self._mention(meaning, match.start(), match.end(), sign=True)
        pattern, codes = _phrase_pattern()
        for match in pattern.finditer(self.normalized):
            yield CurrencyMention(codes[(match.lastindex or 1) - 1], match.start(), match.end())
        for token in tokens:
            if token.kind == "word":
                yield from self._word_candidates(token)
        if self.chinese or _HAN.search(self.normalized):
            for match in _han_word_pattern().finditer(self.normalized):
                meaning = self.lexicon.words[match.group()]
                yield self._mention(meaning, match.start(), match.end())
        for token in tokens:
            # Chinese traders write "500u" for 500 USDT.
            if self.chinese and token.text == "u" and token.kind == "word":
                yield CurrencyMention("USDT", token.start, token.end, needs_number=True)

    def _word_candidates(self, token: Token) -> Iterator[CurrencyMention]:
        word = token.text
        meaning = self.lexicon.words.get(word)
        shortest = max(_MIN_STEM_CHARS, len(word) - _MAX_ENDING_CHARS)
        for length in range(len(word), shortest - 1, -1):
            meaning = meaning or self.lexicon.stems.get(word[:length])
        if meaning:
            yield self._mention(meaning, token.start, token.end)
        elif len(word) in (3, 4) and word.isascii():
            yield from self._code_candidates(token, word.upper())

    def _code_candidates(self, token: Token, code: str) -> Iterator[CurrencyMention]:
        """A coin, or a national currency; codes that are rare or also words need a number."""
        if code in load_assets().message_coins:
            yield CurrencyMention(code, token.start, token.end)
        elif len(code) == 3 and not is_crypto(code) and is_national(code):
            in_capitals = self.text[token.start : token.end].isupper()
            ambiguous = code in self.lexicon.ambiguous_codes and not in_capitals
            rare = code not in self.lexicon.homes
            yield CurrencyMention(code, token.start, token.end, needs_number=ambiguous or rare)

    def _mention(
        self, meaning: _Meaning, start: int, end: int, *, sign: bool = False
    ) -> CurrencyMention:
        code, options = self._code_or_options(meaning)
        # 元 alone is also a part of other words.
        needs_number = meaning.needs_number or self.text[start:end] == "元"
        return CurrencyMention(code, start, end, options, needs_number, sign, meaning.decimals)

    def _code_or_options(self, meaning: _Meaning) -> tuple[str, tuple[str, ...]]:
        """The code that a word means here, or "" and the codes that it may mean."""
        codes = meaning.codes
        if len(codes) == 1:
            return codes[0], ()
        at_home = [code for code in codes if home_countries(code) & self.places]
        if len(at_home) == 1:
            return at_home[0], ()
        if meaning.han and self.chinese and not at_home:
            return meaning.han, ()
        return ("", codes) if at_home or not meaning.default else (meaning.default, ())
