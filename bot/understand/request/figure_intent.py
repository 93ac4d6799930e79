"""Whether a message wants a price or an estimate, or asks about a rule that has figures in it."""

from __future__ import annotations

from bot.understand.amounts.find import amounts_of
from bot.understand.request import slots
from bot.understand.request.countries import corridor
from bot.understand.request.figure_hint import asks_to_know
from bot.understand.text.normalize import fold, tokens
from bot.understand.text.parsed_message import ParsedMessage, parse_message
from bot.understand.text.phrases import said

_SHORT = 12
_FEW = 4


def looks_like_request(text: str, *, language: str | None = None) -> bool:
    """Whether a message is about a price, a fee or a payment to be reckoned.

    "What is the fine of up to RUB 1m" names an amount and is a question about a rule.
    """
    folded = fold(text)
    rules, figure = said("knowledge", "rules", folded), said("figure", "asks", folded)
    # Most questions about rules are told by their words, before anything is read with care.
    if rules and not said("figure", "reckon", folded):
        return False
    if not rules and not figure and asks_to_know(folded):
        return False
    message = parse_message(text, language)
    found = amounts_of(message)
    if not found:
        return _without_amount(message)
    strong = any(one.strong for one in found)
    if rules:
        return strong
    if strong or figure:
        return True
    said_to_do = any(said("direction", key, folded) for key in ("pay", "receive", "convert"))
    asked = slots.ask(message, priced=True, soon=False)
    return bool(said_to_do or asked or message.places) or len(tokens(folded)) <= _FEW


def _without_amount(message: ParsedMessage) -> bool:
    folded = message.folded
    if said("knowledge", "rules", folded) or said("knowledge", "future", folded):
        return False
    if asks_to_know(folded):
        return False
    length = len(tokens(folded))
    asked = slots.ask(message, priced=False, soon=False)
    named = any(not one.beside for one in message.moneys)
    if slots.bare_pair(message) or (asked == "price" and named and length <= _SHORT):
        return True
    if asked == "fee":
        rail = named or slots.network(message, None)
        return bool(rail and said("figure", "now", folded) and length <= _SHORT)
    pays = said("direction", "pay", folded) or said("direction", "receive", folded)
    there = corridor(message, "pay").target
    return bool(asked and said("figure", "asks", folded) and pays and there)
