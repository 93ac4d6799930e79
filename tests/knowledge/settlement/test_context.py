from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from knowledge.market.models import Basis, OtcQuote
from knowledge.settlement.context import (
    RailResult,
    to_duration,
    to_leg_times,
    total_duration,
)
from knowledge.settlement.durations import DurationRange, PaymentLeg
from knowledge.settlement.models import Duration, RailEstimate
from tests.support.settlement import AT, SAMPLE, build_context, with_prices

WITHOUT_RATES = SAMPLE.model_copy(update={"rates": ()})


def quote_of(base: str, quote: str, price: str, *, expires_s: int = 120) -> OtcQuote:
    return OtcQuote(
        base=base, quote=quote, price=Decimal(price), source="your rate", said_by="you",
        as_of=AT, basis=Basis.USER, expires=AT + dt.timedelta(seconds=expires_s),
    )  # fmt: skip


def result_with(*weights: str) -> RailResult:
    """A result that rests on the wire's margin once for each weight."""
    result = RailResult(RailEstimate(rail="wire-sha", available=False))
    row = build_context().reference.row("wire.margin")
    for weight in weights:
        result.note_assumption(row, Decimal(weight))
    return result


def test_the_weights_of_one_assumption_add_up_whatever_their_sign() -> None:
    row, weight = result_with("2.50", "-1.25").assumptions["wire.margin"]
    assert row.key == "wire.margin"
    assert weight == Decimal("3.75")


def test_no_row_is_no_assumption() -> None:
    result = result_with()
    result.note_assumption(None, Decimal(5))
    assert result.assumptions == {}


def test_the_rate_is_the_payers_money_for_one_unit_of_the_payees() -> None:
    rate = build_context().rate
    assert rate is not None
    assert (rate.base, rate.quote) == ("BRL", "EUR")
    # 0.8610 euros and 5.34 reais for a dollar.
    assert abs(rate.value - Decimal("0.8610") / Decimal("5.34")) < Decimal("1e-20")


def test_a_rate_by_hand_stands_in_only_where_no_publisher_has_one() -> None:
    by_hand = (quote_of("BRL", "EUR", "0.2"),)
    official = build_context(SAMPLE.with_quotes(by_hand)).rate
    assert official is not None
    assert official.value != Decimal("0.2")
    rate = build_context(WITHOUT_RATES.with_quotes(by_hand)).rate
    assert rate is not None
    assert (rate.value, rate.source, rate.basis) == (Decimal("0.2"), "your rate (you)", Basis.USER)
    assert rate.expires == AT + dt.timedelta(minutes=2)


def test_a_rate_by_hand_the_other_way_round_is_turned() -> None:
    rate = build_context(WITHOUT_RATES.with_quotes((quote_of("EUR", "BRL", "5"),))).rate
    assert rate is not None
    assert (rate.base, rate.quote, rate.value) == ("BRL", "EUR", Decimal("0.2"))


def test_an_expired_rate_by_hand_or_one_of_another_pair_is_none() -> None:
    others = (quote_of("BRL", "EUR", "0.2", expires_s=0), quote_of("BRL", "USD", "0.18"))
    assert build_context(WITHOUT_RATES.with_quotes(others)).rate is None


def test_a_coins_rate_is_its_price_in_dollars_crossed_with_the_official_rate() -> None:
    rate = build_context(with_prices("BTC", "63990", "64000", "64010")).find_rate("EUR", "BTC")
    assert rate is not None
    assert abs(rate.value - 64000 * Decimal("0.8610")) < Decimal("1e-9")
    assert rate.source == "SAMPLE DATA: official rate and median of 3 exchanges"
    assert (rate.max_age, rate.as_of, rate.day) == (60, AT, AT.date())


def test_a_rate_in_dollars_names_no_publisher_beside_the_exchanges() -> None:
    rate = build_context(with_prices("BTC", "63990", "64000", "64010")).find_rate("USD", "BTC")
    assert rate is not None
    assert (rate.value, rate.source) == (Decimal(64000), "median of 3 exchanges")


def test_a_coin_for_itself_is_one_for_one() -> None:
    rate = build_context(with_prices("BTC")).find_rate("BTC", "BTC")
    assert rate is not None
    assert rate.value == 1


@pytest.mark.parametrize(("payer", "payee"), [("EUR", "BTC"), ("BTC", "EUR"), ("BTC", "USDT")])
def test_without_a_price_of_one_end_there_is_no_rate(payer: str, payee: str) -> None:
    assert build_context(with_prices("BTC")).find_rate(payer, payee) is None
    assert build_context().find_rate(payer, payee) is not None


def test_amounts_are_converted_from_the_money_one_has_to_the_one_wanted() -> None:
    context = build_context()
    assert context.convert(Decimal(100), "USD", "EUR") == Decimal("86.10")
    there = context.convert(Decimal(100), "EUR", "USD")
    assert there is not None
    assert abs(there - Decimal(100) / Decimal("0.8610")) < Decimal("1e-20")
    assert build_context(WITHOUT_RATES).convert(Decimal(100), "USD", "EUR") is None


def test_only_a_price_that_somebody_quotes_is_a_coins_price() -> None:
    assert build_context().coin_price("BTC") == SAMPLE.find_price("BTC")
    assert with_prices("BTC").find_price("BTC") is not None
    assert build_context(with_prices("BTC")).coin_price("BTC") is None
    assert build_context().coin_price("XMR") is None


@pytest.mark.parametrize(
    ("payer", "payee", "forbidding"),
    [
        ("DE", "TR", ("TR",)),
        ("TR", "DE", ("TR",)),
        # The payee's first, and each once.
        ("CN", "TR", ("TR", "CN")),
        ("TR", "TR", ("TR",)),
        # Allowed, restricted or not known is not forbidden.
        ("RU", "BR", ()),
        ("XX", None, ()),
    ],
)
def test_the_countries_that_forbid_payment_in_crypto_are_named(
    payer: str | None, payee: str | None, forbidding: tuple[str, ...]
) -> None:
    context = build_context(from_country=payer, to_country=payee)
    assert context.find_forbidding_countries() == forbidding


def test_durations_are_shown_in_whole_seconds() -> None:
    assert to_duration(DurationRange(1.4, 2.6, 1000.5001)) == Duration(p10=1, p50=3, p90=1001)
    assert to_duration(None) is None


def test_legs_keep_their_order_their_name_and_whether_they_are_exposed() -> None:
    legs = [
        PaymentLeg("review", DurationRange(60, 180.4, 900), exposed=True),
        PaymentLeg("payout", DurationRange(3, 10, 600)),
    ]
    shown = [(leg.name, leg.time.p50, leg.exposed) for leg in to_leg_times(legs)]
    assert shown == [("review", 180, True), ("payout", 10, False)]


def test_the_whole_of_one_leg_is_that_leg_and_of_none_nothing() -> None:
    whole = total_duration([PaymentLeg("review", DurationRange(60, 180, 900))])
    assert whole is not None
    assert abs(whole.p50 - 180) <= 1
    assert total_duration([]) is None


@pytest.mark.parametrize(("payer", "payee"), [("BTC", "EUR"), ("EUR", "BTC")])
def test_a_coins_rate_is_dated_by_the_coins_price(payer: str, payee: str) -> None:
    before = AT - dt.timedelta(seconds=30)
    prices = tuple(
        price.model_copy(update={"as_of": before}) if price.base == "BTC" else price
        for price in SAMPLE.prices
    )
    rate = build_context(SAMPLE.model_copy(update={"prices": prices})).find_rate(payer, payee)
    assert rate is not None
    assert rate.as_of == before
