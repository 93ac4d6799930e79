"""Whether a message wants a price or an estimate, or asks about a rule that has figures in it."""

from __future__ import annotations

import re

from bot.understand.amounts.find import find_amounts
from bot.understand.request import slots
from bot.understand.request.countries import find_countries
from bot.understand.text.normalize import HAN, KANA
from bot.understand.text.number_lexicon import number_lexicon
from bot.understand.text.parsed_message import ParsedMessage
from bot.understand.text.phrases import phrase_pattern, search_phrase

# Requests for a price are short; a message of very few words that has an amount is a request.
_PRICE_REQUEST_MAX_TOKENS = 12
_BARE_AMOUNT_MAX_TOKENS = 4
_SENTENCE_END = re.compile(r"[.!?;\n]+\s*|[,:]\s")
_LEAD_IN = re.compile(
    r"\s*(?:(?:and|but|so|please|hi|hello|а|и|но|скажи\w{0,2}|подскажи\w{0,2})\s)?"
)
_GIVES_FIGURE = re.compile(r"^\s*/?(?:rate|set|курс|kur)\s", re.IGNORECASE)
_EAST_ASIAN = re.compile(f"[{HAN}{KANA}]")
_ASKS_FOR_RULE = re.compile(
    r"\b(?:can (?:i|we|you|a|an|my)|may (?:i|we)|is it (?:legal|lawful|allowed)|am i allowed|legal"
    r"|allowed|можно ли|могу ли|законно|разрешен|разрешён)\b",
    re.IGNORECASE,
)


def may_concern_figures(message: ParsedMessage) -> bool:
    """Whether a message may want a price or an estimate, or gives a figure: a quick look.

    True for everything that ``requests_figures`` accepts, and for more: it rules out only what has
    no number and asks for knowledge.
    """
    text = message.text
    if (
        any(char.isnumeric() for char in text)
        or _EAST_ASIAN.search(text)
        or _GIVES_FIGURE.match(text)
    ):
        return True
    known = number_lexicon()
    words = {token.text for token in message.tokens}
    numbers = (
        known.values, known.scales, known.short_scales, known.hundreds, known.single, known.half,
        known.quarter, known.one_and_half, known.vague,
    )  # fmt: skip
    if any(not words.isdisjoint(each) for each in numbers):
        return True
    return not asks_for_knowledge(message)


def asks_for_knowledge(message: ParsedMessage) -> bool:
    """Whether a message is put as a question for knowledge: "is it", "can a", "можно ли"."""
    if search_phrase("knowledge", "forms", message.normalized):
        return True
    openers = phrase_pattern("knowledge", "openers")
    for sentence in _SENTENCE_END.split(message.normalized):
        lead_in = _LEAD_IN.match(sentence)
        if openers.match(sentence, lead_in.end() if lead_in else 0):
            return True
    return False


def asks_for_rule(message: ParsedMessage) -> bool:
    """Whether a message asks if something is allowed, whatever else it asks for."""
    return bool(_ASKS_FOR_RULE.search(message.text))


def requests_figures(message: ParsedMessage) -> bool:
    """Whether a message is about a price, a fee or a payment to be estimated.

    "What is the fine of up to RUB 1m" names an amount and is a question about a rule.
    """
    normalized = message.normalized
    about_rules = search_phrase("knowledge", "rules", normalized)
    asks_figure = search_phrase("figure", "asks", normalized)
    # Most questions about rules show by their words, before amounts are looked for.
    if about_rules and not search_phrase("figure", "reckon", normalized):
        return False
    if not about_rules and not asks_figure and asks_for_knowledge(message):
        return False
    amounts = find_amounts(message)
    if not amounts:
        return _requests_without_amount(message)
    with_currency = any(amount.has_currency for amount in amounts)
    if about_rules:
        return with_currency
    if with_currency or asks_figure:
        return True
    names_action = any(
        search_phrase("direction", key, normalized) for key in ("pay", "receive", "convert")
    )
    asked = slots.find_ask(message, priced=True, soon=False)
    bare = message.token_count <= _BARE_AMOUNT_MAX_TOKENS
    return bool(names_action or asked or message.places) or bare


def _requests_without_amount(message: ParsedMessage) -> bool:
    normalized = message.normalized
    if any(search_phrase("knowledge", key, normalized) for key in ("rules", "future")):
        return False
    if asks_for_knowledge(message):
        return False
    short = message.token_count <= _PRICE_REQUEST_MAX_TOKENS
    asked = slots.find_ask(message, priced=False, soon=False)
    names_currency = any(not one.needs_number for one in message.currencies)
    if slots.is_bare_pair(message) or (asked == "price" and names_currency and short):
        return True
    if asked == "fee":
        rail = names_currency or slots.find_network(message, None)
        return bool(rail and search_phrase("figure", "now", normalized) and short)
    pays = any(search_phrase("direction", key, normalized) for key in ("pay", "receive"))
    target = find_countries(message, "pay").target
    return bool(asked and search_phrase("figure", "asks", normalized) and pays and target)
