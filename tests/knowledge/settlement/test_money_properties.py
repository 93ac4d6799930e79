"""What must hold of every payment: sums that sum, there and back again, no free legs."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from knowledge.errors import AmountTooSmallError, InsufficientDepthError, UsageError
from knowledge.market.models import Basis, OrderBook, OtcQuote, PriceLevel
from knowledge.money import decimals, round_down, round_down_to_lot, round_up, round_up_to_lot
from knowledge.settlement import crypto_route, durations, order_book, waterfall, wire_costs
from knowledge.settlement.crypto_route import (
    AssetTransfer,
    CryptoRoute,
    RouteVenue,
)
from knowledge.settlement.durations import DurationRange, PaymentLeg
from knowledge.settlement.wire_costs import ChargeBearer, WireTariff

AT = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


def money(low: str, high: str, places: int = 2) -> st.SearchStrategy[Decimal]:
    return st.decimals(low, high, places=places, allow_nan=False, allow_infinity=False)


@st.composite
def books(draw: st.DrawFn, base: str, quote: str) -> OrderBook:
    mid = draw(money("0.5", "500", 4))
    half = mid * draw(st.integers(1, 40)) / 10000
    sizes = draw(st.lists(money("500", "90000"), min_size=3, max_size=8))

    def side(sign: int) -> tuple[PriceLevel, ...]:
        step = mid / 2000
        prices = [mid + sign * (half + i * step) for i in range(len(sizes))]
        return tuple(
            PriceLevel(price=price, size=size) for price, size in zip(prices, sizes, strict=True)
        )

    return OrderBook(source="t", as_of=AT, base=base, quote=quote, bids=side(-1), asks=side(1))


@st.composite
def routes(draw: st.DrawFn) -> CryptoRoute:
    share = st.integers(0, 90).map(lambda n: Decimal(n) / 10000)
    on = RouteVenue(
        draw(books("USDT", "RUB")), draw(share), Decimal("0.01"),
        draw(st.sampled_from(["base", "quote"])), draw(money("0", "30")), draw(share),
    )  # fmt: skip
    off = RouteVenue(
        draw(books("USDT", "CNY")), draw(share), Decimal("0.01"), "quote",
        draw(money("0", "30")), draw(share),
    )  # fmt: skip
    transfer = AssetTransfer(
        draw(money("0", "5")), draw(money("0", "0.01", 6)), draw(money("0", "3000"))
    )
    return CryptoRoute("RUB", "CNY", "USDT", "tron", transfer, on, off)


@given(routes(), money("50", "400000"), money("0.01", "300", 4))
def test_the_waterfall_sums_to_the_whole_cost_exactly(
    way: CryptoRoute, amount: Decimal, rate: Decimal
) -> None:
    try:
        flow = crypto_route.compute_for_payee(way, amount)
    except InsufficientDepthError:
        assume(False)
    costs = waterfall.build_crypto_waterfall(flow, rate)
    assert sum((step.amount for step in costs.steps), Decimal(0)) == costs.all_in
    shown = costs.in_minor_units(2)
    assert sum((step.amount for step in shown), Decimal(0)) == costs.all_in.quantize(
        Decimal("0.01"), "ROUND_HALF_UP"
    )
    for step, fine in zip(shown, costs.steps, strict=True):
        assert abs(step.amount - fine.amount) < Decimal("0.02")
    basis = next(step.amount for step in costs.steps if step.name == "fx_basis")
    assert abs(basis - amount * (way.cross - rate)) < Decimal("1e-6")


@given(routes(), money("50", "400000"))
def test_forwards_undoes_backwards_within_a_lot(way: CryptoRoute, amount: Decimal) -> None:
    try:
        flow = crypto_route.compute_for_payee(way, amount)
        again = crypto_route.compute_for_budget(way, flow.payer_pays)
    except (InsufficientDepthError, AmountTooSmallError):
        assume(False)
    assert way.offramp is not None
    assert again.payee_gets >= amount - Decimal("0.01")
    # Rounding up at four places leaves less than a few lots and cents to spare.
    worth = 3 * Decimal("0.01") * way.offramp.book.bids[0].price + Decimal("0.05")
    spare = Decimal("0.05") / way.cross
    assert again.payee_gets <= amount + worth + spare


@given(routes(), money("50", "200000"))
def test_a_dearer_fee_never_makes_a_payment_cheaper(way: CryptoRoute, amount: Decimal) -> None:
    assert way.onramp is not None
    dearer = replace(way, onramp=replace(way.onramp, taker=way.onramp.taker + Decimal("0.01")))
    more = replace(way, transfer=replace(way.transfer, withdraw_fee=Decimal(20)))
    try:
        plain = crypto_route.compute_for_payee(way, amount).payer_pays
        assert crypto_route.compute_for_payee(dearer, amount).payer_pays >= plain
        assert crypto_route.compute_for_payee(more, amount).payer_pays >= plain
    except InsufficientDepthError:
        assume(False)


@given(routes(), money("50", "100000"), money("0.01", "5000"))
def test_a_larger_payment_never_costs_less(
    way: CryptoRoute, amount: Decimal, more: Decimal
) -> None:
    try:
        assert (
            crypto_route.compute_for_payee(way, amount + more).payer_pays
            >= crypto_route.compute_for_payee(way, amount).payer_pays
        )
    except InsufficientDepthError:
        assume(False)


@given(books("USDT", "RUB"), money("1", "900000"))
def test_a_book_is_never_extrapolated(book: OrderBook, size: Decimal) -> None:
    held = sum(level.size for level in book.asks)
    if size <= held:
        fill = order_book.fill_buy_order(book, size)
        assert book.asks[0].price <= fill.average <= fill.worst <= book.asks[-1].price
    else:
        with pytest.raises(InsufficientDepthError) as caught:
            order_book.fill_buy_order(book, size)
        assert caught.value.largest == held


@given(money("0", "1000000", 8), st.integers(0, 8))
def test_up_and_down_enclose_the_value(value: Decimal, places: int) -> None:
    unit = Decimal(1).scaleb(-places)
    assert round_down(value, places) <= value <= round_up(value, places)
    assert round_up(value, places) - round_down(value, places) in (0, unit)


@given(money("0", "100000", 6), st.sampled_from(["0.01", "0.00001", "1", "0.25"]))
def test_lots_enclose_the_value(value: Decimal, step: str) -> None:
    lot = Decimal(step)
    assert round_down_to_lot(value, lot) <= value <= round_up_to_lot(value, lot)
    assert round_up_to_lot(value, lot) % lot == 0


quantiles = st.tuples(st.integers(1, 5000), st.integers(0, 20000), st.integers(0, 90000)).map(
    lambda t: DurationRange(t[0], t[0] + t[1], t[0] + t[1] + t[2])
)


@given(st.lists(quantiles, min_size=1, max_size=6))
def test_low_typical_and_high_stand_in_order_and_more_legs_take_longer(
    spans: list[DurationRange],
) -> None:
    legs = [PaymentLeg(str(i), span) for i, span in enumerate(spans)]
    whole = durations.sum_legs(legs)
    assert whole is not None
    assert whole.p10 <= whole.p50 <= whole.p90
    fewer = durations.sum_legs(legs[:-1])
    if fewer:
        assert (whole.p10, whole.p50, whole.p90) >= (fewer.p10, fewer.p50, fewer.p90)


@pytest.mark.parametrize(
    ("blocks", "seconds"), [(1, (63, 416, 1382)), (3, (661, 1604, 3193)), (6, (1891, 3402, 5565))]
)
def test_waits_for_bitcoin_blocks_follow_the_erlang_law(
    blocks: int, seconds: tuple[int, int, int]
) -> None:
    span = durations.range_of_grid(durations.erlang_grid(blocks, 600))
    for found, wanted in zip((span.p10, span.p50, span.p90), seconds, strict=True):
        assert abs(found - wanted) < max(2.0, wanted * 0.005)


@given(
    money("100", "500000"),
    st.sampled_from(list(ChargeBearer)),
    money("0.01", "90", 4),
    money("0", "60"),
    st.integers(0, 300),
)
def test_wires_undo_each_other_and_their_costs_sum(
    amount: Decimal, charges: ChargeBearer, rate: Decimal, fee: Decimal, margin: int
) -> None:
    terms = WireTariff(
        Decimal(margin) / 10000, Decimal("0.001"), Decimal(5), Decimal(200), fee, fee,
        Decimal(20), Decimal(10),
    )  # fmt: skip
    there = wire_costs.quote_for_payee("RUB", "CNY", rate, terms, charges, amount)
    costs = there.waterfall
    assert sum((step.amount for step in costs.steps), Decimal(0)) == costs.all_in
    back = wire_costs.quote_for_budget("RUB", "CNY", rate, terms, charges, there.payer_pays)
    # One cent of the payer's money may buy many of the payee's.
    assert amount <= back.payee_gets <= amount + Decimal("0.02") + Decimal("0.02") / rate


RATES = st.tuples(money("1", "9.9999", 4), st.integers(-9, 9)).map(
    lambda parts: parts[0].scaleb(parts[1])
)


@given(RATES, st.integers(0, 300))
def test_a_bank_rounds_its_rate_against_the_customer_by_a_basis_point_at_most(
    rate: Decimal, margin: int
) -> None:
    exact = rate * (1 + Decimal(margin) / 10000)
    off = wire_costs.compute_bank_rate(rate, WireTariff(Decimal(margin) / 10000)) / exact - 1
    assert Decimal("-1e-25") <= off <= Decimal("0.0001")


@given(
    RATES,
    money("1e10", "9e12"),
    st.integers(-6, 6),
    st.sampled_from(list(ChargeBearer)),
    st.integers(0, 300),
)
def test_a_change_of_unit_changes_no_cost_in_percent(
    rate: Decimal, amount: Decimal, power: int, charges: ChargeBearer, margin: int
) -> None:
    """The payee's money counted in units 10^k times smaller: dong for euros, as it were."""

    def percent(shift: int) -> Decimal:
        banks = Decimal(20).scaleb(shift)
        terms = WireTariff(Decimal(margin) / 10000, intermediary=banks, beneficiary=banks)
        there = wire_costs.quote_for_payee(
            "RUB", "CNY", rate.scaleb(-shift), terms, charges, amount.scaleb(shift)
        )
        return there.waterfall.percent

    # A basis point for the rate's last digit, and what a cent more or less is of the sum.
    cents = Decimal("0.02") / (amount * min(rate, 1) * min(Decimal(1).scaleb(power), 1)) * 100
    assert abs(percent(power) - percent(0)) <= Decimal("0.0103") + cents


def test_currencies_have_the_decimals_of_iso_4217_and_tokens_those_of_their_chain() -> None:
    assert (decimals("JPY"), decimals("KWD"), decimals("RUB"), decimals("IQD")) == (0, 3, 2, 3)
    assert (decimals("USDT", "tron"), decimals("USDT", "bsc"), decimals("BTC")) == (6, 18, 8)
    with pytest.raises(UsageError, match="not a known currency"):
        decimals("XYZ")


def test_an_over_the_counter_quote_is_a_market_without_spread() -> None:
    quote = OtcQuote(
        base="USDT", quote="RUB", price=Decimal("82.95"), source="your rate", said_by="you",
        as_of=AT, basis=Basis.USER,
    )  # fmt: skip
    book = quote.to_book()
    assert book.mid == Decimal("82.95")
    assert order_book.fill_buy_order(book, Decimal(10) ** 9).slippage_bps == 0
