"""The price of a pair from exchanges, from a central bank, or from both."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from knowledge.market.consensus import Confidence, Consensus
from knowledge.market.failures import build_failure
from knowledge.market.models import Rate, Ticker
from knowledge.market.official import cbr, ecb
from knowledge.market.pricing import Price, compute_price

AT = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
RATES = [
    Rate(source=cbr.NAME, as_of=AT, base="USD", quote="RUB", value=Decimal(80), day=AT.date()),
    Rate(source=ecb.NAME, as_of=AT, base="EUR", quote="USD", value=Decimal("1.25"), day=AT.date()),
]


def consensus(
    base: str,
    quote: str,
    price: str | None,
    confidence: Confidence = Confidence.NORMAL,
    *,
    sources: int = 3,
    dispersion_bps: int = 0,
) -> Consensus:
    value = None if price is None else Decimal(price)
    ticker = Ticker(source="A", as_of=AT, base=base, quote=quote, bid=1, ask=2)
    return Consensus(
        base=base, quote=quote, price=value, confidence=confidence, used=(ticker,) * sources,
        dispersion_bps=Decimal(dispersion_bps),
    )  # fmt: skip


def price(prices: list[Consensus], base: str, quote: str) -> Price:
    return compute_price(prices, RATES, base, quote, AT)


BTC = consensus("BTC", "USD", "64000")
ETH = consensus("ETH", "USD", "2560", sources=4)


def test_a_pair_with_a_market_of_its_own_is_priced_there() -> None:
    found = price([BTC, consensus("BTC", "EUR", "51000")], "BTC", "EUR")
    assert (found.value, found.rate) == (Decimal("51000.00"), None)
    assert (found.confidence, found.at, found.sample) == (Confidence.NORMAL, AT, False)


def test_a_coin_in_another_money_costs_its_dollar_price_at_the_official_rate() -> None:
    found = price([BTC], "BTC", "RUB")
    assert found.value == Decimal("5120000.00")
    assert found.rate is not None
    assert found.rate.source == cbr.NAME
    assert found.consensus == BTC


@pytest.mark.parametrize(
    "weak",
    [
        consensus("BTC", "EUR", "50000", Confidence.LOW),
        consensus("BTC", "EUR", "50000", dispersion_bps=201),
    ],
)
def test_a_market_that_cannot_be_quoted_gives_way_to_dollars(weak: Consensus) -> None:
    assert price([BTC, weak], "BTC", "EUR").value == Decimal("51200.00")


def test_a_weak_market_serves_where_there_is_no_other_way() -> None:
    weak = consensus("BTC", "NGN", "90000000", Confidence.LOW)
    found = price([BTC, weak], "BTC", "NGN")
    assert (found.value, found.confidence) == (Decimal("90000000.00"), Confidence.LOW)


def test_money_in_a_coin_is_the_coin_in_money_turned_round() -> None:
    found = price([BTC], "USD", "BTC")
    assert (found.base, found.quote, found.value) == ("USD", "BTC", Decimal("0.0000156250"))


def test_a_coin_in_a_coin_is_priced_through_dollars_and_as_good_as_the_weaker() -> None:
    found = price([BTC, ETH], "BTC", "ETH")
    assert found.value == Decimal("25.0000")
    assert found.consensus == BTC
    assert price([ETH], "BTC", "ETH").value is None


def test_two_moneys_are_exchanged_at_the_official_rate() -> None:
    found = price([], "USD", "RUB")
    assert (found.value, found.confidence) == (Decimal("80.0000"), Confidence.NORMAL)
    assert found.consensus is None
    none = price([], "USD", "NGN")
    assert (none.value, none.confidence) == (None, Confidence.NONE)


def test_a_price_without_confidence_is_none_and_names_the_failures() -> None:
    failure = build_failure("Kraken", "rate_limited")
    alone = consensus("BTC", "USD", "64000", Confidence.NONE, sources=1).model_copy(
        update={"failures": (failure,)}
    )
    found = price([alone], "BTC", "USD")
    assert (found.value, found.failures) == (None, (failure,))


@pytest.mark.parametrize(
    ("raw", "shown"),
    [("64000.125", "64000.13"), ("100", "100.00"), ("99.99995", "100.0000"), ("1.00015", "1.00015"),
     ("0.00001234567", "0.0000123457")],
)  # fmt: skip
def test_a_price_is_rounded_to_what_its_size_needs(raw: str, shown: str) -> None:
    assert str(price([consensus("BTC", "USD", raw)], "BTC", "USD").value) == shown


def test_a_price_of_a_sample_is_marked() -> None:
    assert compute_price([BTC], RATES, "BTC", "USD", AT, sample=True).sample
