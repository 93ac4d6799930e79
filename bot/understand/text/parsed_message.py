"""A message laid out for reading: folded, in tokens, with its moneys, places and other numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.understand.text.currencies import Named, currencies
from bot.understand.text.non_money_numbers import Other, other_numbers
from bot.understand.text.normalize import Token, fold, tokens
from bot.understand.text.number_lexicon import split_words
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
    folded: str
    tokens: tuple[Token, ...]
    moneys: tuple[Named, ...]
    places: tuple[PlaceMention, ...]
    others: tuple[Other, ...]
    languages: frozenset[str]


def parse_message(text: str, language: str | None = None) -> ParsedMessage:
    """The message laid out; ``language`` is the user's own setting if there is one."""
    folded = fold(text)
    found = split_words(tokens(folded))
    places = find_mentions(text)
    moneys = currencies(text, folded, found, (place.code for place in places), language)
    return ParsedMessage(
        text=text,
        folded=folded,
        tokens=tuple(found),
        moneys=moneys,
        places=places,
        others=other_numbers(folded),
        languages=frozenset(_languages(text, folded[:_LONGEST], language)),
    )


def _languages(text: str, folded: str, language: str | None) -> set[str]:
    habits = {language[:2].lower()} if language else set()
    written = detect_language(text)
    if _TURKISH.search(folded):
        habits.add("tr")
    if _ENGLISH.search(folded):
        habits.add("en")
    if written not in ("und", "en"):
        habits.add(written)
    return habits
