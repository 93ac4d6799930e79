"""A payment request in the making: what is said, what is asked next, and how an answer fits in."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.understand.request.payment_request import Reading, read
from bot.understand.text.parsed_message import parse_message
from knowledge.errors import UsageError
from knowledge.money import is_crypto
from knowledge.places.jurisdictions import find_mentions
from knowledge.settlement.reference_data import Reference
from knowledge.settlement.request import PaymentRequest, build_payment_request

COMMON = ("RU", "TR", "CN", "AE", "KZ", "HK", "IN", "DE", "US", "GB")
_INVOICE = re.compile(r"invoice|инвойс|сч[её]т|fatura|发票|货款", re.IGNORECASE)
# A longer message, or a question, is no answer to "from which country?".
_SHORT = 6
# Slots that a follow-up may change.
_SLOTS = ("asset", "network", "from_country", "to_country", "target_currency")


class Draft(Reading):
    """A reading that may still miss something.

    ``pending`` is the slot that was asked for, ``offered`` the choices that were numbered.
    """

    invoice: bool = False
    own_wallet: bool = False
    pending: str | None = None
    offered: tuple[str, ...] = ()


def start(text: str, language: str) -> Draft:
    """A draft of what a message says."""
    found = read(text, language=language)
    return Draft(**found.model_dump(), invoice=bool(_INVOICE.search(text)))


def missing(draft: Draft) -> str | None:
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


def answered(draft: Draft, text: str, language: str) -> Draft | None:
    """The draft with an answer to what was asked; None when the message answers nothing."""
    picked = text.strip().rstrip(".)")
    if picked.isdigit() and 0 < int(picked) <= len(draft.offered):
        text = draft.offered[int(picked) - 1]
    said = start(text, language)
    update: dict[str, object] = {}
    short = len(text.split()) <= _SHORT and "?" not in text
    if draft.pending in ("from", "to", "purpose") and short:
        places = [mention.code for mention in find_mentions(text) if len(mention.code) == 2]
        if places:
            update["from_country" if draft.pending == "from" else "to_country"] = places[0]
            update["direction"] = draft.direction or "pay"
        elif draft.pending == "purpose":
            money = said.currency or said.target_currency or said.asset
            if money:
                update |= {"direction": "convert", "target_currency": money}
    elif draft.pending == "currency" and (said.currency or said.asset):
        update["currency"] = said.currency or said.asset
    elif said.amount is not None and said.question in (None, "currency", "purpose"):
        update["amount"] = said.amount
        if said.currency:
            update["currency"] = said.currency
    elif draft.choices and text.strip() in draft.choices:
        number, _, money = text.strip().partition(" ")
        update["amount"] = Decimal(number)
        if money:
            update["currency"] = money
    if not update:
        return None
    return draft.model_copy(
        update={**update, "question": None, "choices": (), "pending": None, "offered": ()}
    )


def followed(draft: Draft, text: str, language: str) -> Draft | None:
    """The last request with what a follow-up changes: a network, an amount, a place, a coin.

    None when the message is no follow-up of an estimate.
    """
    low = text.lower()
    if len(text) > 80:
        return None
    if re.search(r"\b(swap|reverse|the other way|наоборот|поменяй|обратно)\b", low):
        return draft.model_copy(
            update={"from_country": draft.to_country, "to_country": draft.from_country}
        )
    if re.fullmatch(r"\W*(refresh|update|again|обнови\w*|ещ[её] раз|пересчитай)\W*", low):
        return draft
    if re.search(r"own wallet|my wallet|сво(?:его|им|й) кошел", low):
        return draft.model_copy(update={"own_wallet": True})
    said = start(text, language)
    update = {slot: value for slot in _SLOTS if (value := getattr(said, slot)) is not None}
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
        named = {one.code for one in parse_message(text).currencies if one.code}
        if len(named) == 1 and len(text.split()) <= _SHORT:
            update["target_currency"] = named.pop()
    if update.get("asset") and update["asset"] != draft.asset and "network" not in update:
        update["network"] = None
    return draft.model_copy(update={**update, "question": None}) if update else None


def request(draft: Draft, reference: Reference) -> PaymentRequest:
    """The request that a complete draft makes; UsageError when its sum cannot be paid.

    Whose money is whose: the payer pays in their country's, unless they hold the coin they name;
    the payee is paid in the currency of the amount, unless that is the payer's and no invoice
    fixes it, when it is converted into the payee's own.
    """
    if draft.amount is None or draft.currency is None:
        raise UsageError("The request lacks an amount.", key="amount_missing")
    home, there = (_money(reference, code) for code in (draft.from_country, draft.to_country))
    if draft.direction == "convert" and draft.target_currency:
        gets = draft.side == "payee_gets"
        payer, payee = draft.currency, draft.target_currency
        if gets:
            payer, payee = payee, payer
    else:
        payer = home or draft.currency
        payee = draft.currency
        gets = draft.side != "payer_spends"
        own = draft.currency == payer and there not in (None, payer)
        if draft.side == "payer_spends" or (own and not draft.invoice and draft.side is None):
            gets, payer = False, draft.currency
            payee = draft.target_currency or there or draft.currency
        elif draft.target_currency and draft.target_currency != draft.currency:
            # "In EUR", where neither end has euros: what the payer pays is wanted in them.
            payer = payer if draft.target_currency == there else draft.target_currency
    coin = draft.asset if draft.asset in ("USDT", "USDC", "BTC") else None
    return build_payment_request(
        amount=draft.amount,
        side="payee_gets" if gets else "payer_spends",
        payer=payer,
        payee=payee,
        from_country=draft.from_country,
        to_country=draft.to_country,
        assets=(coin,) if coin else (),
        networks=(draft.network,) if draft.network else (),
        wire_only=draft.wire and coin is None and draft.ask != "compare",
        own_wallet=draft.own_wallet,
    )


def _money(reference: Reference, country: str | None) -> str | None:
    found = reference.countries.get(country or "")
    return found.money if found else None
