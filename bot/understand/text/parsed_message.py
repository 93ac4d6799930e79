"""One message, normalized: its tokens, currencies, places and numbers that are not money."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.understand.text.currencies import CurrencyMention, find_currencies
from bot.understand.text.non_money_numbers import NonMoneyNumber, find_non_money_numbers
from bot.understand.text.normalize import Token, normalize, tokenize
from bot.understand.text.number_lexicon import split_number_words
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
_LONGEST = 4000


@dataclass(frozen=True)
class ParsedMessage:
    """What a user wrote, and what can be told from its letters alone.

    ``languages`` are those whose habits of writing numbers may hold.
    """

    text: str
    normalized: str
    tokens: tuple[Token, ...]
    currencies: tuple[CurrencyMention, ...]
    places: tuple[PlaceMention, ...]
    non_money_numbers: tuple[NonMoneyNumber, ...]
    languages: frozenset[str]


def parse_message(text: str, language: str | None = None) -> ParsedMessage:
    """The message laid out; ``language`` is the user's own setting if there is one."""
    normalized = normalize(text)
    found = split_number_words(tokenize(normalized))
    places = find_mentions(text)
    currencies = find_currencies(
        text, normalized, found, (place.code for place in places), language
    )
    return ParsedMessage(
        text=text,
        normalized=normalized,
        tokens=tuple(found),
        currencies=currencies,
        places=places,
        non_money_numbers=find_non_money_numbers(normalized),
        languages=frozenset(_languages(text, normalized[:_LONGEST], language)),
    )


def _languages(text: str, normalized: str, language: str | None) -> set[str]:
    habits = {language[:2].lower()} if language else set()
    written = detect_language(text)
    if _TURKISH.search(normalized):
        habits.add("tr")
    if _ENGLISH.search(normalized):
        habits.add("en")
    if written not in ("und", "en"):
        habits.add(written)
    return habits
