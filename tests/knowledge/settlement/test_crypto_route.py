from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import assume, given

from knowledge.errors import AmountTooSmallError, InsufficientDepthError
from knowledge.settlement.crypto_route import (
    AssetTransfer,
    CryptoRoute,
    RouteVenue,
    compute_for_budget,
    compute_for_payee,
)
from tests.support.settlement import amounts, build_book, routes


@given(routes(), amounts("50", "400000"))
def test_forwards_undoes_backwards_within_a_lot(way: CryptoRoute, amount: Decimal) -> None:
    try:
        flow = compute_for_payee(way, amount)
        again = compute_for_budget(way, flow.payer_pays)
    except (InsufficientDepthError, AmountTooSmallError):
        assume(False)
    assert way.offramp is not None
    assert again.payee_gets >= amount - Decimal("0.01")
    # Rounding up at four places leaves less than a few lots and cents to spare.
    worth = 3 * Decimal("0.01") * way.offramp.book.bids[0].price + Decimal("0.05")
    spare = Decimal("0.05") / way.cross
    assert again.payee_gets <= amount + worth + spare


@given(routes(), amounts("50", "200000"))
def test_a_dearer_fee_never_makes_a_payment_cheaper(way: CryptoRoute, amount: Decimal) -> None:
    assert way.onramp is not None
    dearer = replace(way, onramp=replace(way.onramp, taker=way.onramp.taker + Decimal("0.01")))
    more = replace(way, transfer=replace(way.transfer, withdraw_fee=Decimal(20)))
    try:
        plain = compute_for_payee(way, amount).payer_pays
        assert compute_for_payee(dearer, amount).payer_pays >= plain
        assert compute_for_payee(more, amount).payer_pays >= plain
    except InsufficientDepthError:
        assume(False)


@given(routes(), amounts("50", "100000"), amounts("0.01", "5000"))
def test_a_larger_payment_never_costs_less(
    way: CryptoRoute, amount: Decimal, more: Decimal
) -> None:
    try:
        assert (
            compute_for_payee(way, amount + more).payer_pays
            >= compute_for_payee(way, amount).payer_pays
        )
    except InsufficientDepthError:
        assume(False)


def venue(bid: str, ask: str, pair: tuple[str, str], **changes: Any) -> RouteVenue:
    book = build_book([(bid, "100000")], [(ask, "100000")], pair=pair)
    return replace(RouteVenue(book, Decimal(0), Decimal("0.01")), **changes)


def route(
    on: Mapping[str, Any] = MappingProxyType({}),
    off: Mapping[str, Any] = MappingProxyType({}),
    **transfer: Decimal,
) -> CryptoRoute:
    """Euros at 0.80 to pounds at 0.50 for a USDT, without fees but those named."""
    return CryptoRoute(
        "EUR", "GBP", "USDT", "tron", AssetTransfer(**transfer),
        venue("0.78", "0.80", ("USDT", "EUR"), **on), venue("0.50", "0.52", ("USDT", "GBP"), **off),
    )  # fmt: skip


def pays(way: CryptoRoute, amount: str = "100") -> Decimal:
    return compute_for_payee(way, Decimal(amount)).payer_pays


def gets(way: CryptoRoute, budget: str = "160") -> Decimal:
    return compute_for_budget(way, Decimal(budget)).payee_gets


@pytest.mark.parametrize(
    ("way", "paid", "got"),
    [
        # 100 pounds are 200 USDT, which cost 160 euros.
        (route(), "160.00", "100.00"),
        (route(withdraw_fee=Decimal(2)), "161.60", "99.00"),
        # A payout of 5 pounds, or of 20 %.
        (route(off={"flat": Decimal(5)}), "168.00", "95.00"),
        (route(off={"pct": Decimal("0.2")}), "200.00", "80.00"),
        # Fees of the orders: 20 % of what is sold for, 25 % on top of what is paid.
        (route(off={"taker": Decimal("0.2")}), "200.00", "80.00"),
        (route(on={"taker": Decimal("0.25")}), "200.00", "80.00"),
        # In the asset, 20 % of it: 250 are bought so that 200 leave.
        (route(on={"taker": Decimal("0.2"), "fee_in": "base"}), "200.00", "80.00"),
        # A deposit of 8 euros, or of 20 %.
        (route(on={"flat": Decimal(8)}), "168.00", "95.00"),
        (route(on={"pct": Decimal("0.2")}), "200.00", "80.00"),
        # The chain's own fee, of 2 coins at 4 euros.
        (route(native_fee=Decimal(2), native_price=Decimal(4)), "168.00", "95.00"),
        # In lots of 60 USDT: 240 are sold, or bought, where 200 are needed; 180 where too many.
        (route(off={"lot": Decimal(60)}), "192.00", "90.00"),
        (route(on={"lot": Decimal(60)}), "192.00", "90.00"),
    ],
)
def test_each_fee_makes_the_payer_pay_more_and_the_payee_get_less(
    way: CryptoRoute, paid: str, got: str
) -> None:
    assert pays(way) == Decimal(paid)
    assert gets(way) == Decimal(got)


def test_every_quantity_on_the_way_back_from_the_payee() -> None:
    way = route({"taker": Decimal("0.001"), "flat": Decimal(1)}, {"taker": Decimal("0.002")},
                withdraw_fee=Decimal(1))  # fmt: skip
    flow = compute_for_payee(way, Decimal(100))
    assert flow.gross == 100
    assert flow.quote_needed is not None
    assert abs(flow.quote_needed - Decimal("100.2004008")) < Decimal("1e-7")
    # 200.4008 USDT, in lots of 0.01.
    assert (flow.sold, flow.proceeds) == (Decimal("200.41"), Decimal("100.205"))
    assert (flow.leaving, flow.bought) == (Decimal("201.41"), Decimal("201.41"))
    assert flow.buy_cost == Decimal("161.128")
    assert flow.buy_total == Decimal("161.289128")
    assert flow.payer_pays == flow.payer_fiat == Decimal("162.29")
    assert flow.own_network_fee == 0


def test_what_the_payee_gets_is_rounded_down_and_what_the_payer_pays_up() -> None:
    way = route()
    # 33.33 pounds are 66.66 USDT at 0.80: 53.328 euros.
    assert pays(way, "33.33") == Decimal("53.33")
    # 53.32 euros buy 66.65 USDT, which are 33.325 pounds.
    assert gets(way, "53.32") == Decimal("33.32")


def test_who_holds_the_asset_buys_none_and_who_wants_it_sells_none() -> None:
    plain = CryptoRoute("USDT", "USDT", "USDT", "tron", AssetTransfer(Decimal(2)))
    assert pays(plain) == 102
    assert gets(plain, "102") == 100
    only_bought = replace(route(withdraw_fee=Decimal(2)), payee="USDT", offramp=None)
    # 102 USDT at 0.80 euros.
    assert pays(only_bought) == Decimal("81.60")
    assert gets(only_bought, "81.60") == 100
    only_sold = replace(route(withdraw_fee=Decimal(2)), payer="USDT", onramp=None)
    # 100 pounds are 200 USDT.
    assert pays(only_sold) == 202
    assert gets(only_sold, "202") == 100


def test_mids_are_one_where_an_end_is_missing() -> None:
    way = route()
    assert (way.mid_on, way.mid_off) == (Decimal("0.79"), Decimal("0.51"))
    assert abs(way.cross * Decimal("0.51") - Decimal("0.79")) < Decimal("1e-30")
    assert replace(way, onramp=None).mid_on == 1
    assert replace(way, offramp=None).cross == Decimal("0.79")


@pytest.mark.parametrize(
    ("way", "budget"),
    [
        # The deposit takes all, the chain's fee takes more, the withdrawal takes what was bought.
        (route(on={"flat": Decimal(10)}), "10"),
        (route(native_fee=Decimal(1), native_price=Decimal(11)), "10"),
        (route(withdraw_fee=Decimal(13)), "10"),
        # Less than a lot is bought, or sold.
        (route(on={"lot": Decimal(13)}), "10"),
        (route(off={"lot": Decimal(13)}), "10"),
        # The payout takes all that was sold for.
        (route(off={"flat": Decimal("6.25")}), "10"),
        (CryptoRoute("USDT", "USDT", "USDT", "tron", AssetTransfer(Decimal(10))), "10"),
    ],
)
def test_a_budget_that_the_fees_eat_up_is_too_small(way: CryptoRoute, budget: str) -> None:
    with pytest.raises(AmountTooSmallError):
        compute_for_budget(way, Decimal(budget))


def test_the_fills_are_those_of_both_orders() -> None:
    there = compute_for_payee(route(), Decimal(100))
    back = compute_for_budget(route(), Decimal(160))
    for flow in (there, back):
        assert flow.buying is not None
        assert flow.selling is not None
        assert (flow.buying.size, flow.buying.worth) == (200, 160)
        assert (flow.selling.size, flow.selling.worth) == (200, 100)


def test_every_quantity_on_the_way_forwards_from_a_budget() -> None:
    way = route({"taker": Decimal("0.25"), "flat": Decimal(1)}, {"taker": Decimal("0.1")},
                withdraw_fee=Decimal(1))  # fmt: skip
    flow = compute_for_budget(way, Decimal(101))
    # 100 euros are 80 and a fee of a quarter of that.
    assert (flow.payer_pays, flow.payer_fiat) == (101, 101)
    assert (flow.buy_cost, flow.buy_total, flow.bought) == (80, 100, 100)
    assert (flow.leaving, flow.sold, flow.proceeds) == (100, 99, Decimal("49.5"))
    assert (flow.gross, flow.payee_gets) == (Decimal("44.55"), Decimal("44.55"))


def test_the_chains_own_fee_is_rounded_up_to_the_payers_minor_unit() -> None:
    way = route(native_fee=Decimal("6.7735"), native_price=Decimal("0.2454"))
    # 1.6622169 euros.
    assert compute_for_payee(way, Decimal(100)).own_network_fee == Decimal("1.67")
    assert compute_for_budget(way, Decimal(160)).own_network_fee == Decimal("1.67")
