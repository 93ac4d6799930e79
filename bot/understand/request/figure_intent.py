"""Whether a message wants a price or an estimate, or asks about a rule that has figures in it."""

from __future__ import annotations

from bot.understand.amounts.find import find_amounts
from bot.understand.request import slots
from bot.understand.request.countries import corridor
from bot.understand.request.figure_hint import asks_to_know
from bot.understand.text.normalize import normalize, tokenize
from bot.understand.text.parsed_message import ParsedMessage, parse_message
from bot.understand.text.phrases import search_phrase

_SHORT = 12
_FEW = 4


def looks_like_request(text: str, *, language: str | None = None) -> bool:
    """Whether a message is about a price, a fee or a payment to be reckoned.

    "What is the fine of up to RUB 1m" names an amount and is a question about a rule.
    """
    normalized = normalize(text)
    rules, figure = (
        search_phrase("knowledge", "rules", normalized),
        search_phrase("figure", "asks", normalized),
    )
    # Most questions about rules are told by their words, before anything is read with care.
    if rules and not search_phrase("figure", "reckon", normalized):
        return False
    if not rules and not figure and asks_to_know(normalized):
        return False
    message = parse_message(text, language)
    found = find_amounts(message)
    if not found:
        return _without_amount(message)
    strong = any(one.has_currency for one in found)
    if rules:
        return strong
    if strong or figure:
        return True
    said_to_do = any(
        search_phrase("direction", key, normalized) for key in ("pay", "receive", "convert")
    )
    asked = slots.ask(message, priced=True, soon=False)
    return bool(said_to_do or asked or message.places) or len(tokenize(normalized)) <= _FEW


def _without_amount(message: ParsedMessage) -> bool:
    normalized = message.normalized
    if search_phrase("knowledge", "rules", normalized) or search_phrase(
        "knowledge", "future", normalized
    ):
        return False
    if asks_to_know(normalized):
        return False
    length = len(tokenize(normalized))
    asked = slots.ask(message, priced=False, soon=False)
    named = any(not one.needs_number for one in message.currencies)
    if slots.bare_pair(message) or (asked == "price" and named and length <= _SHORT):
        return True
    if asked == "fee":
        rail = named or slots.network(message, None)
        return bool(rail and search_phrase("figure", "now", normalized) and length <= _SHORT)
    pays = search_phrase("direction", "pay", normalized) or search_phrase(
        "direction", "receive", normalized
    )
    there = corridor(message, "pay").target
    return bool(asked and search_phrase("figure", "asks", normalized) and pays and there)
