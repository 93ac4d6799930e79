"""The dialogue of a payment request: what is asked next, and what answers and follow-ups change."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.understand.request.countries import find_named_ends
from bot.understand.request.draft import PaymentDraft, draft_payment
from bot.understand.text.parsed_message import ParsedMessage, parse_message
from knowledge.money import is_crypto

COMMON_COUNTRIES = ("RU", "TR", "CN", "AE", "KZ", "HK", "IN", "DE", "US", "GB")
# A longer message, or a question, is no answer to "from which country?".
_ANSWER_MAX_WORDS = 6
_FOLLOWUP_MAX_CHARS = 80
_FOLLOWUP_SLOTS = ("asset", "network", "from_country", "to_country", "target_currency")
# The number of an offered choice: of those there are a dozen at most.
_PICKED = re.compile(r"[1-9][0-9]?")
_SWAP = re.compile(r"\b(swap|reverse|the other way|наоборот|поменяй|обратно)\b")
_REFRESH = re.compile(r"\W*(refresh|update|again|обнови\w*|ещ[её] раз|пересчитай)\W*")
_OWN_WALLET = re.compile(r"own wallet|my wallet|сво(?:его|им|й) кошел")


def find_missing_slot(draft: PaymentDraft) -> str | None:
    """The one thing to ask next: amount, currency, confirm_amount, purpose, from, to; or None."""
    if draft.question:
        return draft.question
    if draft.amount is None:
        return "amount"
    if draft.currency is None:
        return "currency"
    if draft.direction == "convert" and draft.target_currency:
        return None
    if draft.direction is None and not draft.to_country:
        return "purpose"
    if not draft.to_country:
        return "to"
    return None if draft.from_country else "from"


def apply_answer(draft: PaymentDraft, message: ParsedMessage) -> PaymentDraft | None:
    """The draft with an answer to what was asked; None when the message answers nothing."""
    picked = message.text.strip().rstrip(".)")
    if _PICKED.fullmatch(picked) and int(picked) <= len(draft.offered):
        message = parse_message(draft.offered[int(picked) - 1], message.language)
    text = message.text.strip()
    said = draft_payment(message)
    update: dict[str, object] = {}
    if draft.pending in ("from", "to", "purpose") and _may_be_answer(message):
        update = _answered_countries(draft, message)
        money = said.currency or said.target_currency or said.asset
        if not update and draft.pending == "purpose" and money:
            update = {"direction": "convert", "target_currency": money}
    elif draft.pending == "currency" and (said.currency or said.asset):
        update["currency"] = said.currency or said.asset
    elif said.amount is not None and said.question in (None, "currency", "purpose"):
        update["amount"] = said.amount
        if said.currency:
            update["currency"] = said.currency
    elif draft.choices and text in draft.choices:
        number, _, money = text.partition(" ")
        update["amount"] = Decimal(number)
        if money:
            update["currency"] = money
    if not update:
        return None
    return draft.model_copy(
        update={**update, "question": None, "choices": (), "pending": None, "offered": ()}
    )


def _may_be_answer(message: ParsedMessage) -> bool:
    return len(message.text.split()) <= _ANSWER_MAX_WORDS and "?" not in message.text


def _answered_countries(draft: PaymentDraft, message: ParsedMessage) -> dict[str, object]:
    """The countries that an answer gives; a bare one is the end that was asked for.

    "from Germany" is the payer's country, whichever end was asked for.
    """
    named = find_named_ends(message)
    found: dict[str, object] = {}
    if named.source:
        found["from_country"] = named.source.code
    if named.target:
        found["to_country"] = named.target.code
    bare = [place.code for place in named.unassigned if len(place.code) == 2]
    asked = "from_country" if draft.pending == "from" else "to_country"
    if bare:
        found.setdefault(asked, bare[0])
    return {**found, "direction": draft.direction or "pay"} if found else {}


def apply_followup(draft: PaymentDraft, message: ParsedMessage) -> PaymentDraft | None:
    """The last request with what a follow-up changes: a network, an amount, a place, a coin.

    None when the message is no follow-up of an estimate.
    """
    text = message.text.lower()
    if len(text) > _FOLLOWUP_MAX_CHARS:
        return None
    if _SWAP.search(text):
        return draft.model_copy(
            update={"from_country": draft.to_country, "to_country": draft.from_country}
        )
    if _REFRESH.fullmatch(text):
        return draft
    if _OWN_WALLET.search(text):
        return draft.model_copy(update={"own_wallet": True})
    said = draft_payment(message)
    update = {slot: value for slot in _FOLLOWUP_SLOTS if (value := getattr(said, slot)) is not None}
    # "in EUR" turns the payee's money; a coin in its place is the rail.
    if update.get("target_currency") and is_crypto(str(update["target_currency"])):
        update["asset"] = update.pop("target_currency")
    if said.amount is not None:
        if said.question not in (None, "currency", "purpose"):
            return None
        update["amount"] = said.amount
        if said.currency:
            update["currency"] = said.currency
    elif not update:
        named = {one.code for one in message.currencies if one.code}
        if len(named) == 1 and len(text.split()) <= _ANSWER_MAX_WORDS:
            update["target_currency"] = named.pop()
    if update.get("asset") and update["asset"] != draft.asset and "network" not in update:
        update["network"] = None
    return draft.model_copy(update={**update, "question": None}) if update else None
