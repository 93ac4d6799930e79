from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from knowledge.market.consensus import Confidence
from knowledge.market.models import Basis, OrderBook, OtcQuote, PriceLevel
from knowledge.market.snapshot import Snapshot
from knowledge.settlement.context import EstimateContext, RailResult
from knowledge.settlement.crypto_rail import estimate_crypto_rail
from knowledge.settlement.durations import build_block_leg
from knowledge.settlement.models import Caution, RailEstimate
from tests.support.settlement import AT, SAMPLE, build_book, build_context, with_prices


def result_of(rail: str, snapshot: Snapshot = SAMPLE, **changes: Any) -> RailResult:
    asset, _, network = rail.partition("-")
    return estimate_crypto_rail(build_context(snapshot, **changes), asset.upper(), network)


def rail_of(rail: str, snapshot: Snapshot = SAMPLE, **changes: Any) -> RailEstimate:
    return result_of(rail, snapshot, **changes).rail


def refusal_of(rail: str, snapshot: Snapshot = SAMPLE, **changes: Any) -> Caution:
    estimate = rail_of(rail, snapshot, **changes)
    assert not estimate.available
    assert estimate.why_not is not None
    return estimate.why_not


def keys(rail: RailEstimate) -> set[str]:
    return {caution.key for caution in rail.cautions}


def cost(rail: RailEstimate, name: str) -> Decimal:
    return next(step.amount for step in rail.waterfall if step.name == name)


def with_reais(factor: str) -> Snapshot:
    """The sample with every price in reais multiplied."""

    def multiply(level: PriceLevel) -> PriceLevel:
        return PriceLevel(price=level.price * Decimal(factor), size=level.size)

    books = tuple(
        OrderBook.model_validate(
            book.model_dump()
            | {"bids": tuple(map(multiply, book.bids)), "asks": tuple(map(multiply, book.asks))}
        )
        if book.quote == "BRL"
        else book
        for book in SAMPLE.books
    )
    return SAMPLE.model_copy(update={"books": books})


def quote_of(base: str, quote: str, price: str) -> OtcQuote:
    return OtcQuote(
        base=base, quote=quote, price=Decimal(price), source="your rate", said_by="you",
        as_of=AT, basis=Basis.USER, expires=AT + dt.timedelta(minutes=2),
    )  # fmt: skip


@pytest.mark.parametrize("mids", [(), ("1.0",)])
def test_one_source_or_none_refuses_the_asset_and_leaves_the_others(mids: tuple[str, ...]) -> None:
    snapshot = with_prices("USDC", *mids)
    assert refusal_of("usdc-base", snapshot) == Caution(key="no_quorum", values={"asset": "USDC"})
    assert rail_of("usdt-tron", snapshot).available


def test_an_outlier_is_left_out_and_named() -> None:
    snapshot = with_prices("USDC", "1.0001", "0.9999", "1.0000", "10.0")
    price = snapshot.find_price("USDC")
    assert price is not None
    assert price.confidence is Confidence.NORMAL
    (caution,) = [c for c in rail_of("usdc-base", snapshot).cautions if c.key == "left_out"]
    assert caution.values["source"] == "exchange 3"
    assert caution.values["why_key"] == "outlier"
    assert caution.values["why_price"] == "10"


@pytest.mark.parametrize(
    ("mids", "caution", "is_weak"),
    [
        (("0.9995", "1.0000", "1.0005"), None, False),
        (("0.9995", "1.0000", "1.0085"), "scattered", False),
        (("0.9850", "1.0000", "1.0085"), "too_scattered", True),
        (("0.9999", "1.0001"), "low_confidence", True),
    ],
)
def test_sources_that_disagree_are_mentioned_and_then_give_no_firm_quote(
    mids: tuple[str, ...], caution: str | None, is_weak: bool
) -> None:
    result = result_of("usdc-base", with_prices("USDC", *mids))
    assert result.rail.available
    assert keys(result.rail) & {"scattered", "too_scattered", "low_confidence"} == {
        *([caution] if caution else [])
    }
    assert result.low_confidence is is_weak


def test_a_peg_one_percent_off_warns_and_is_priced_at_market() -> None:
    rail = rail_of("usdc-base", with_prices("USDC", "0.990", "0.9901", "0.9899"))
    assert rail.available
    assert [c.values["price"] for c in rail.cautions if c.key == "peg_warn"] == ["0.9900"]


def test_a_lost_peg_blocks_the_rail() -> None:
    refusal = refusal_of("usdc-base", with_prices("USDC", "0.95", "0.951", "0.949"))
    assert refusal == Caution(key="depeg", values={"asset": "USDC", "price": "0.9500"})


def test_bitcoin_has_no_peg_to_lose() -> None:
    assert not {key for key in keys(rail_of("btc-bitcoin")) if key.startswith("peg")}


def test_a_thin_book_says_the_largest_sum_that_fills() -> None:
    refusal = refusal_of("usdt-tron", amount="90000000")
    assert refusal.key == "thin_book"
    assert Decimal(refusal.values["largest"]) > 0


def test_a_stale_book_is_not_used() -> None:
    old = [
        b.model_copy(update={"as_of": AT - dt.timedelta(seconds=40)})
        if (b.base, b.quote) == ("USDT", "BRL")
        else b
        for b in SAMPLE.books
    ]
    snapshot = SAMPLE.model_copy(update={"books": tuple(old)})
    assert refusal_of("usdt-tron", snapshot).key == "stale_book"
    assert rail_of("usdc-base", snapshot).available


def test_a_missing_market_asks_for_a_rate_and_a_rate_by_hand_fills_it() -> None:
    without = SAMPLE.model_copy(
        update={"books": tuple(b for b in SAMPLE.books if b.quote != "BRL")}
    )
    refusal = refusal_of("usdt-tron", without)
    assert (refusal.key, refusal.values["money"]) == ("no_market", "BRL")
    snapshot = without.with_quotes((quote_of("USDT", "BRL", "5.34"),))
    rail = rail_of("usdt-tron", snapshot)
    assert rail.available
    assert "your rate (you)" in rail.venues
    assert not rail_of("usdc-base", snapshot).available


def test_rates_by_hand_for_both_ends_stand_without_a_price_of_the_market() -> None:
    quotes = (quote_of("USDT", "EUR", "0.86"), quote_of("USDT", "BRL", "5.34"))
    unpriced = with_prices("USDT")
    assert "no_check" in keys(rail_of("usdt-tron", unpriced.with_quotes(quotes)))
    assert refusal_of("usdt-tron", unpriced.with_quotes(quotes[:1])).key == "no_quorum"


@pytest.mark.parametrize(
    ("factor", "caution"),
    [
        ("0.990", None),  # 0.7 % off
        ("0.985", "cross_show"),  # 1.2 %
        ("0.973", "cross_show"),  # 2.4 %
        ("0.965", "cross_warn"),  # 3.3 %
        ("0.950", "cross_warn"),  # 4.9 %
        ("0.910", "cross_warn"),  # 9.5 %
        ("1.030", "cross_warn"),  # -3.2 %
    ],
)
def test_a_market_off_the_official_rate_is_shown_then_warned_of(
    factor: str, caution: str | None
) -> None:
    shown = keys(rail_of("usdt-tron", with_reais(factor))) & {"cross_show", "cross_warn"}
    assert shown == {*([caution] if caution else [])}


@pytest.mark.parametrize("factor", ["0.5", "0.9", "1.2"])
def test_a_market_over_a_tenth_off_the_official_rate_is_refused(factor: str) -> None:
    assert refusal_of("usdt-tron", with_reais(factor)).key == "cross_far"


def test_without_an_official_rate_the_market_is_its_own_yardstick() -> None:
    rail = rail_of("usdt-tron", SAMPLE.model_copy(update={"rates": ()}))
    assert "no_yardstick" in keys(rail)
    assert abs(cost(rail, "fx_basis")) <= Decimal("0.01")


def test_an_order_that_takes_most_of_a_book_is_warned_of() -> None:
    euros = build_book([("0.8606", "9000")], [("0.8609", "6000")], source="small")
    others = tuple(b for b in SAMPLE.books if (b.base, b.quote) != ("USDT", "EUR"))
    rail = rail_of("usdt-tron", SAMPLE.model_copy(update={"books": (*others, euros)}))
    (caution,) = [c for c in rail.cautions if c.key == "heavy_order"]
    # About 3,752 of the 6,000 USDT that are offered, all at one price.
    assert caution.values == {"venue": "small", "bps": "0", "share": "63"}


def test_a_wallet_of_ones_own_pays_the_chain_too() -> None:
    plain, own = rail_of("usdt-tron"), rail_of("usdt-tron", own_wallet=True)
    assert plain.payer_pays is not None
    assert own.payer_pays is not None
    fee = cost(own, "own_network_fee")
    # 64,285 energy at 100 sun and 345 bytes at 1000 sun are 6.7735 TRX.
    assert Decimal("1.60") < fee < Decimal("1.70")
    assert own.payer_pays == plain.payer_pays + fee
    assert cost(plain, "own_network_fee") == 0
    assert [leg.name for leg in own.legs].count("own_wallet") == 1
    assert "own_wallet" not in [leg.name for leg in plain.legs]


def test_without_a_price_of_its_coin_a_chains_own_fee_is_unknown() -> None:
    refusal = refusal_of("usdt-tron", with_prices("TRX"), own_wallet=True)
    assert refusal == Caution(key="no_coin_price", values={"coin": "TRX"})
    assert rail_of("usdt-tron", with_prices("TRX")).available


def test_lightning_is_for_small_sums_only() -> None:
    refusal = refusal_of("btc-lightning")
    assert refusal == Caution(key="too_large_for_lightning", values={"limit": "2000"})
    assert rail_of("btc-lightning", amount="500").available


def test_lightning_takes_no_fee_of_a_chain_from_a_wallet_of_ones_own() -> None:
    rail = rail_of("btc-lightning", amount="500", own_wallet=True)
    assert rail.available
    assert cost(rail, "own_network_fee") == 0


def test_who_holds_the_coin_needs_no_exchange() -> None:
    rail = rail_of("usdt-tron", payer="USDT", payee="USDT", to_country="AE", amount="5000")
    assert rail.payer_pays == Decimal(5001)
    assert rail.venues == ()
    assert rail.exposure is None
    assert [leg.name for leg in rail.legs] == ["review", "confirm"]


def test_a_coin_sent_from_a_wallet_is_charged_no_withdrawal_by_an_exchange() -> None:
    changes = {"payer": "USDT", "payee": "USDT", "to_country": "AE", "amount": "5000"}
    assert cost(rail_of("usdt-tron", **changes), "withdraw_fee_and_dust") == 1
    assert cost(rail_of("usdt-tron", own_wallet=True, **changes), "withdraw_fee_and_dust") == 0


def test_yen_are_paid_in_whole_numbers() -> None:
    rail = rail_of("usdt-tron", payee="JPY", to_country="JP", amount="3000000")
    assert rail.payee_gets == Decimal(3_000_000)


def test_a_budget_is_spent_exactly() -> None:
    rail = rail_of("usdt-tron", side="payer_spends", amount="1000")
    assert rail.payer_pays == 1000
    assert rail.payee_gets is not None
    assert Decimal(6100) < rail.payee_gets < Decimal(6200)


def test_the_steps_sum_to_the_whole_cost_and_the_rate_is_the_quotient() -> None:
    rail = rail_of("usdt-tron")
    assert sum((step.amount for step in rail.waterfall), Decimal(0)) == rail.all_in_cost
    assert rail.payer_pays is not None
    assert rail.payee_gets is not None
    assert rail.effective_rate is not None
    assert abs(rail.effective_rate - rail.payer_pays / rail.payee_gets) <= Decimal("5e-9")


def test_only_the_steps_between_buying_and_selling_are_exposed() -> None:
    rail = rail_of("usdt-tron")
    assert [(leg.name, leg.exposed) for leg in rail.legs] == [
        ("review", True), ("confirm", True), ("credit", True), ("payout", False),
    ]  # fmt: skip
    assert rail.exposure is not None
    assert rail.time is not None
    assert rail.exposure.time.p90 < rail.time.p90
    assert 0 < rail.exposure.loss_1_in_10 < rail.exposure.loss_1_in_20


@pytest.mark.parametrize(("has_pace", "seconds"), [(True, 596.2), (False, 600.0)])
@pytest.mark.parametrize(("blocks", "waited"), [(1, 3), (None, 5)])
def test_bitcoin_waits_two_blocks_more_than_it_has_to_be_confirmed_by(
    blocks: int | None, waited: int, has_pace: bool, seconds: float
) -> None:
    """At the pace of the snapshot, or ten minutes a block; for three confirmations if unsaid."""
    fees = tuple(fee for fee in SAMPLE.fees if has_pace or fee.key != "bitcoin.block_seconds")
    plain = build_context(SAMPLE.model_copy(update={"fees": fees}))
    row = plain.reference.row("confirm.bitcoin").model_copy(update={"blocks": blocks})
    reference = plain.reference.with_rows({row.key: row})
    rail = estimate_crypto_rail(
        EstimateContext(plain.request, plain.snapshot, reference), "BTC", "bitcoin"
    ).rail
    (confirm,) = [leg for leg in rail.legs if leg.name == "confirm"]
    expected = build_block_leg("confirm", waited, seconds).span
    assert (confirm.time.p10, confirm.time.p50, confirm.time.p90) == (
        round(expected.p10), round(expected.p50), round(expected.p90),
    )  # fmt: skip


def test_every_supposition_is_noted_with_its_part_of_the_cost() -> None:
    result = result_of("usdt-tron")
    weights = {key: weight for key, (_, weight) in result.assumptions.items()}
    assert set(weights) == {"withdraw.USDT.tron", "taker.default", "payout.pct", "confirm.tron"}
    steps = ("on_taker", "off_taker")
    takers = sum((cost(result.rail, name) for name in steps), Decimal(0))
    assert abs(weights["taker.default"] - takers) < Decimal("0.02")
    payout = cost(result.rail, "payout_fee")
    assert abs(weights["payout.pct"] - payout) < Decimal("0.01")
    assert weights["confirm.tron"] == 0


def test_the_figures_that_were_used_are_recorded() -> None:
    result = result_of("usdt-tron", own_wallet=True)
    assert set(result.inputs) == {
        "on_book", "off_book", "closes", "tron.energy_price", "tron.bandwidth_price",
    }  # fmt: skip
    assert result.inputs["closes"] in SAMPLE.closes


def test_without_closes_the_assets_least_volatility_is_supposed() -> None:
    result = result_of("usdt-tron", SAMPLE.model_copy(update={"closes": ()}))
    assert "closes" not in result.inputs
    row = build_context().reference.row("sigma.USDT")
    assert result.sigma == float(row.number)


def test_figures_that_do_not_go_together_refuse_the_rail_only() -> None:
    # A cent costs nothing that any decimal of the coin could show.
    by_hand = (quote_of("USDT", "EUR", "1e13"), quote_of("USDT", "BRL", "1e-13"))
    snapshot = SAMPLE.model_copy(update={"rates": ()}).with_quotes(by_hand)
    assert refusal_of("usdt-tron", snapshot, amount="0.01").key == "impossible_figures"


def test_a_country_that_forbids_it_is_named_and_the_rail_still_worked_out() -> None:
    rail = rail_of("usdt-tron", payee="TRY", to_country="TR")
    assert rail.available
    assert rail.forbidden_by == ("TR",)
    assert not rail.usable
