"""Whether a message may be about a figure: a quick look, which spares most the careful one."""

from __future__ import annotations

import re

from bot.understand.text.normalize import HAN, KANA, normalize, tokenize
from bot.understand.text.number_lexicon import number_lexicon, split_number_words
from bot.understand.text.phrases import phrase_pattern, search_phrase

_SENTENCE = re.compile(r"[.!?;\n]+\s*|[,:]\s")
_LEAD = re.compile(r"\s*(?:(?:and|but|so|please|hi|hello|а|и|но|скажи\w{0,2}|подскажи\w{0,2})\s)?")
_GIVEN = re.compile(r"^\s*/?(?:rate|set|курс|kur)\s", re.IGNORECASE)
_EAST_ASIAN = re.compile(f"[{HAN}{KANA}]")


def about_figures(text: str) -> bool:
    """Whether a message may want a price or an estimate, or gives a figure.

    True for all that looks_like_request takes, and for more: what has no number and asks for
    knowledge is all that is ruled out.
    """
    if any(char.isnumeric() for char in text) or _EAST_ASIAN.search(text) or _GIVEN.match(text):
        return True
    normalized = normalize(text)
    known = number_lexicon()
    words = {token.text for token in split_number_words(tokenize(normalized))}
    numbers = (
        known.values, known.scales, known.short_scales, known.hundreds, known.single, known.half,
        known.quarter, known.one_and_half, known.vague,
    )  # fmt: skip
    if any(not words.isdisjoint(each) for each in numbers):
        return True
    return not asks_to_know(normalized)


def asks_to_know(normalized: str) -> bool:
    """Whether a text is put as a question for knowledge: "is it", "can a", "можно ли"."""
    if search_phrase("knowledge", "forms", normalized):
        return True
    openers = phrase_pattern("knowledge", "openers")
    for sentence in _SENTENCE.split(normalized):
        lead = _LEAD.match(sentence)
        if openers.match(sentence, lead.end() if lead else 0):
            return True
    return False
