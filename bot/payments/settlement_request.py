"""A payment draft as the request that an estimate is made of: who pays what in which money."""

from __future__ import annotations

from bot.understand.request.draft import PaymentDraft
from knowledge.assets import load_assets
from knowledge.errors import UsageError
from knowledge.settlement.reference_data import Reference
from knowledge.settlement.request import PaymentRequest, build_payment_request


def to_payment_request(draft: PaymentDraft, reference: Reference) -> PaymentRequest:
    """The request that a complete draft makes; UsageError when its sum cannot be paid."""
    if draft.amount is None or draft.currency is None:
        raise UsageError("The request lacks an amount.", key="amount_missing")
    payer, payee, payee_gets = _find_moneys(draft, reference, draft.currency)
    coin = draft.asset if draft.asset in load_assets().rail_assets else None
    return build_payment_request(
        amount=draft.amount,
        side="payee_gets" if payee_gets else "payer_spends",
        payer=payer,
        payee=payee,
        from_country=draft.from_country,
        to_country=draft.to_country,
        assets=(coin,) if coin else (),
        networks=(draft.network,) if draft.network else (),
        wire_only=draft.wire and coin is None and draft.ask != "compare",
        own_wallet=draft.own_wallet,
    )


def _find_moneys(draft: PaymentDraft, reference: Reference, currency: str) -> tuple[str, str, bool]:
    """The payer's money, the payee's, and whether the amount is what the payee gets.

    =====================================  ==============  =====================  ==========
    the amount is                          payer pays in   payee gets             fixed end
    =====================================  ==============  =====================  ==========
    to be converted                        its currency    the target currency    as said
    what the payer spends                  its currency    target, own, or same   payer
    in the payer's own money, no invoice   its currency    target, own, or same   payer
    anything else                          own money       the amount's currency  payee
    =====================================  ==============  =====================  ==========

    "Own" is the money of the end's country; without a country it is the amount's currency.
    """
    home, there = (_money_of(reference, code) for code in (draft.from_country, draft.to_country))
    if draft.direction == "convert" and draft.target_currency:
        if draft.side == "payee_gets":
            return draft.target_currency, currency, True
        return currency, draft.target_currency, False
    payer = home or currency
    in_own_money = currency == payer and there not in (None, payer)
    from_own_money = in_own_money and not draft.invoice and draft.side is None
    if draft.side == "payer_spends" or from_own_money:
        return currency, draft.target_currency or there or currency, False
    if draft.target_currency and draft.target_currency not in (currency, there):
        # "In EUR", where neither end has euros: what the payer pays is wanted in them.
        payer = draft.target_currency
    return payer, currency, True


def _money_of(reference: Reference, country: str | None) -> str | None:
    found = reference.countries.get(country or "")
    return found.money if found else None
