"""A message, parsed once: normalized, tokenized, its currencies, places and other numbers found."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from bot.understand.text.currencies import CurrencyMention, find_currencies
from bot.understand.text.non_money_numbers import NonMoneyNumber, find_non_money_numbers
from bot.understand.text.normalize import Token, normalize, tokenize_message
from bot.understand.text.number_lexicon import split_number_words
from knowledge.index.tokenize import tokenize as split_words
from knowledge.places.jurisdictions import PlaceMention, find_mentions
from knowledge.text.language import detect_language

# Latin letters alone prove no language: "CNY 250.000" is nobody's.
_ENGLISH = re.compile(
    r"\b(?:the|to|of|in|for|from|send|pay|how|what|invoice|via|my|cost|price|need|and|with|is"
    r"|receive|transfer|quote|cheapest|fastest|supplier|please|can|we|i)\b"
)
_TURKISH = re.compile(
    r"\b(?:fatura\w*|ile|odeme\w*|gonder\w*|ne kadar|kac|milyon|icin|tl|lira\w*|istiyorum|tutar"
    r"|ucuz|hizli|kesinti|komisyon|merhaba)\b"
)
# Of a longer text the beginning says in which language numbers are written.
_LANGUAGE_CHARS = 4000


@dataclass(frozen=True)
class ParsedMessage:
    """A cleaned text, and what can be found in it by its letters alone.

    Each part is worked out when it is first asked for, and once: most messages are questions in
    which no amount is looked for. All positions are those of ``text``. ``language`` is the user's
    own setting, if there is one.
    """

    text: str
    language: str | None = None

    @cached_property
    def normalized(self) -> str:
        """The text in small letters and plain digits, as long as the text."""
        return normalize(self.text)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Numbers, words and Chinese characters, in order."""
        return tuple(split_number_words(tokenize_message(self.normalized)))

    @property
    def token_count(self) -> int:
        """How many tokens were written; those of a compound number word count as one."""
        joined = sum(
            one.kind == other.kind == "word" and one.end == other.start
            for one, other in pairwise(self.tokens)
        )
        return len(self.tokens) - joined

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words as the search counts them."""
        return tuple(split_words(self.text))

    @cached_property
    def places(self) -> tuple[PlaceMention, ...]:
        """The jurisdictions named, in order."""
        return find_mentions(self.text)

    @property
    def place_codes(self) -> tuple[str, ...]:
        """The codes of the jurisdictions named, each once, in order."""
        return tuple(dict.fromkeys(place.code for place in self.places))

    @cached_property
    def currencies(self) -> tuple[CurrencyMention, ...]:
        """The currencies and coins named, in order."""
        return find_currencies(
            self.text, self.normalized, self.tokens, self.place_codes, self.language
        )

    @cached_property
    def non_money_numbers(self) -> tuple[NonMoneyNumber, ...]:
        """Dates, terms, percentages, document numbers and the like."""
        return find_non_money_numbers(self.normalized)

    @cached_property
    def written_language(self) -> str:
        """The language that the text is written in, as an ISO 639-1 code; "und" without letters."""
        return detect_language(self.text)

    @cached_property
    def languages(self) -> frozenset[str]:
        """The languages whose habits of writing numbers may hold."""
        habits = {self.language[:2].lower()} if self.language else set()
        start = self.normalized[:_LANGUAGE_CHARS]
        if _TURKISH.search(start):
            habits.add("tr")
        if _ENGLISH.search(start):
            habits.add("en")
        if self.written_language not in ("und", "en"):
            habits.add(self.written_language)
        return frozenset(habits)

    def in_language(self, language: str | None) -> ParsedMessage:
        """The same message with another setting of the user's; what was found stays found."""
        return self if language == self.language else self._variant(self.text, language)

    def with_text(self, text: str) -> ParsedMessage:
        """The message with another text, such as what follows a command; parsed once as well."""
        return self if text == self.text else self._variant(text, self.language)

    @cached_property
    def _variants(self) -> dict[tuple[str, str | None], ParsedMessage]:
        return {}

    def _variant(self, text: str, language: str | None) -> ParsedMessage:
        """One message for each text and language, so that it is parsed once for all who ask."""
        variant = self._variants.get((text, language))
        if variant is None:
            variant = ParsedMessage(text, language)
            if text == self.text:
                self._derive(variant, "languages", "currencies", "_variants")
            self._variants[text, language] = variant
        return variant

    def blank(self, spans: Iterable[tuple[int, int]]) -> ParsedMessage:
        """The message with some stretches of its text blank: nothing is found in them any more."""
        spans = _merge_spans(spans)
        if not spans:
            return self
        ends = [end for _, end in spans]

        def left(found: Iterable[Token | PlaceMention | NonMoneyNumber]) -> tuple[object, ...]:
            return tuple(one for one in found if not overlaps(one.start, one.end))

        def overlaps(start: int, end: int) -> bool:
            """Whether the first span that ends behind ``start`` begins before ``end``."""
            at = bisect_right(ends, start)
            return at < len(spans) and spans[at][0] < end

        out = ParsedMessage(_blank(self.text, spans), self.language)
        found = {
            "normalized": _blank(self.normalized, spans),
            "tokens": left(self.tokens),
            "places": left(self.places),
            "non_money_numbers": left(self.non_money_numbers),
            "written_language": self.written_language,
        }
        out.__dict__.update(found)
        return out

    def _derive(self, out: ParsedMessage, *stale: str) -> ParsedMessage:
        """Hand what was worked out on to a message of the same text, but for what is stale."""
        fields = {"text", "language", *stale}
        out.__dict__.update({k: v for k, v in self.__dict__.items() if k not in fields})
        return out


def _merge_spans(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, those that overlap joined."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """A text with spans in order, none of which overlap, blank."""
    parts: list[str] = []
    at = 0
    for start, end in spans:
        parts += [text[at:start], " " * (end - start)]
        at = end
    return "".join([*parts, text[at:]])


def parse_message(text: str, language: str | None = None) -> ParsedMessage:
    """The message that a text is; ``language`` is the user's own setting if there is one."""
    return ParsedMessage(text, language)
