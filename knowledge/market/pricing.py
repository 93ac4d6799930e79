"""What one thing costs in another: by exchanges, by a central bank, or by one through the other."""

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

    ``consensus`` is what exchanges say of the coin, ``rate`` the official rate that carried it on.
    ``places`` is how many decimals are meant.
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
    """The price of a pair, the direct market first, else through dollars.

    A coin in a money that enough exchanges do not trade it for is its dollar price at the
    official rate of the day.
    """
    direct = _find_consensus(prices, base, quote)
    if direct and direct.is_quotable:
        return _build_price(base, quote, direct.price, direct, None, at, sample)
    if not is_crypto(base) and not is_crypto(quote):
        rate = find_official_rate(rates, quote, base, at)
        return _build_price(base, quote, rate.value if rate else None, None, rate, at, sample)
    if not is_crypto(base):
        turned = compute_price(prices, rates, quote, base, at, sample=sample)
        with exact():
            value = 1 / turned.value if turned.value else None
        return turned.model_copy(
            update={"base": base, "quote": quote, "value": _round_price(value)}
        )
    dollars = _find_consensus(prices, base, "USD")
    if is_crypto(quote):
        other = _find_consensus(prices, quote, "USD")
        if not dollars or not other or not dollars.price or not other.price:
            return _build_price(base, quote, None, dollars, None, at, sample)
        with exact():
            value = dollars.price / other.price
        weakest = min(dollars, other, key=lambda found: len(found.used))
        return _build_price(base, quote, value, weakest, None, at, sample)
    rate = find_official_rate(rates, quote, "USD", at)
    if not dollars or not dollars.price or rate is None:
        return _build_price(
            base, quote, direct.price if direct else None, direct or dollars, None, at, sample
        )
    with exact():
        value = dollars.price * rate.value
    return _build_price(base, quote, value, dollars, rate if quote != "USD" else None, at, sample)


def _find_consensus(prices: Sequence[Consensus], base: str, quote: str) -> Consensus | None:
    return next((c for c in prices if (c.base, c.quote) == (base, quote)), None)


def _build_price(
    base: str,
    quote: str,
    value: Decimal | None,
    found: Consensus | None,
    rate: Rate | None,
    at: dt.datetime,
    sample: bool,
) -> Price:
    if found is not None:
        confidence = found.confidence
    else:
        confidence = Confidence.NORMAL if value is not None else Confidence.NONE
    if confidence is Confidence.NONE:
        value = None
    return Price(
        base=base, quote=quote, value=_round_price(value), confidence=confidence, consensus=found,
        rate=rate, sample=sample, at=at, failures=found.failures if found else (),
    )  # fmt: skip


def _round_price(value: Decimal | None) -> Decimal | None:
    """Two decimals for what is dear, up to eight significant ones for what is cheap."""
    if value is None:
        return None
    return round_half_up(value, 2) if value >= 100 else round_significant(value, 6, places=4)
