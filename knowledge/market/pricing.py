"""The price of a pair: from exchanges, from a central bank, or from both one after the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from knowledge.market.consensus import Confidence, Consensus
from knowledge.market.models import Failure, Rate
from knowledge.market.official_rate import find_official_rate
from knowledge.models import Value
from knowledge.money import exact, is_crypto, round_half_up, round_significant


class Price(Value):
    """One ``base`` costs ``value`` of ``quote``; None when too few sources agree.

    ``consensus`` is the exchanges' price of the coin, ``rate`` the official rate that it was
    converted with. ``at`` is the time of the price.
    """

    base: str
    quote: str
    value: Decimal | None
    confidence: Confidence
    consensus: Consensus | None = None
    rate: Rate | None = None
    sample: bool = False
    at: dt.datetime
    failures: tuple[Failure, ...] = ()


def compute_price(
    prices: Sequence[Consensus],
    rates: Sequence[Rate],
    base: str,
    quote: str,
    at: dt.datetime,
    *,
    sample: bool = False,
) -> Price:
    """The price of a pair, from its own market where it has one, else through dollars.

    A coin that too few exchanges trade for a currency costs its dollar price at the official rate.
    """
    direct = _find_consensus(prices, base, quote)
    if direct and direct.is_quotable:
        return _build_price(base, quote, direct.price, direct, None, at, sample)
    if not is_crypto(base) and not is_crypto(quote):
        rate = find_official_rate(rates, quote, base, at)
        return _build_price(base, quote, rate.value if rate else None, None, rate, at, sample)
    if not is_crypto(base):
        inverse = compute_price(prices, rates, quote, base, at, sample=sample)
        with exact():
            value = _round_price(1 / inverse.value) if inverse.value else None
        return inverse.model_copy(update={"base": base, "quote": quote, "value": value})
    if is_crypto(quote):
        return _compute_coin_price(prices, base, quote, at, sample)
    dollars = _find_consensus(prices, base, "USD")
    rate = find_official_rate(rates, quote, "USD", at)
    if not dollars or not dollars.price or rate is None:
        value = direct.price if direct else None
        return _build_price(base, quote, value, direct or dollars, None, at, sample)
    with exact():
        value = dollars.price * rate.value
    return _build_price(base, quote, value, dollars, rate if quote != "USD" else None, at, sample)


def _compute_coin_price(
    prices: Sequence[Consensus], base: str, quote: str, at: dt.datetime, sample: bool
) -> Price:
    """The price of a coin in another coin, by what both cost in dollars."""
    base_usd = _find_consensus(prices, base, "USD")
    quote_usd = _find_consensus(prices, quote, "USD")
    if not base_usd or not quote_usd or not base_usd.price or not quote_usd.price:
        return _build_price(base, quote, None, base_usd, None, at, sample)
    with exact():
        value = base_usd.price / quote_usd.price
    weaker = min(base_usd, quote_usd, key=lambda consensus: len(consensus.used))
    return _build_price(base, quote, value, weaker, None, at, sample)


def _find_consensus(prices: Sequence[Consensus], base: str, quote: str) -> Consensus | None:
    return next((c for c in prices if (c.base, c.quote) == (base, quote)), None)


def _build_price(
    base: str,
    quote: str,
    value: Decimal | None,
    consensus: Consensus | None,
    rate: Rate | None,
    at: dt.datetime,
    sample: bool,
) -> Price:
    """A rounded price; its value is None where the consensus has no confidence."""
    if consensus is not None:
        confidence = consensus.confidence
    else:
        confidence = Confidence.NORMAL if value is not None else Confidence.NONE
    return Price(
        base=base,
        quote=quote,
        value=None if value is None or confidence is Confidence.NONE else _round_price(value),
        confidence=confidence,
        consensus=consensus,
        rate=rate,
        sample=sample,
        at=at,
        failures=consensus.failures if consensus else (),
    )


def _round_price(value: Decimal) -> Decimal:
    """Two decimals from 100 upwards, else six significant digits and at least four decimals."""
    return round_half_up(value, 2) if value >= 100 else round_significant(value, 6, places=4)
