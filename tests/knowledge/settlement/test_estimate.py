"""Every rail from one snapshot: what is ranked, barred, left out, warned of and refused."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from knowledge.market.consensus import Confidence, compute_consensus
from knowledge.market.models import Basis, OrderBook, OtcQuote, PriceLevel, Ticker
from knowledge.market.snapshot import Snapshot
from knowledge.settlement.estimate import estimate
from knowledge.settlement.models import Estimate, RailEstimate
from knowledge.settlement.reference_data import REFERENCE_FOLDER, load_bundled_reference
from knowledge.settlement.request import PaymentRequest

SAMPLE = Snapshot.load(REFERENCE_FOLDER / "sample_snapshot.json")
AT = SAMPLE.taken_at


def asked(**more: Any) -> PaymentRequest:
    fields = {"amount": "20000", "payer": "EUR", "payee": "BRL", "from_country": "DE",
              "to_country": "BR"} | more  # fmt: skip
    return PaymentRequest.model_validate(fields)


def worked(snapshot: Snapshot = SAMPLE, **more: Any) -> Estimate:
    return estimate(asked(**more), snapshot, load_bundled_reference())


def rail(found: Estimate, name: str) -> RailEstimate:
    one = found.rail(name)
    assert one is not None
    return one


def priced(asset: str, *mids: str) -> Snapshot:
    """The sample with other prices of an asset, one for each source."""
    tickers = [
        Ticker(
            source=f"exchange {i}", base=asset, quote="USD", as_of=AT,
            bid=Decimal(mid) * Decimal("0.9999"), ask=Decimal(mid) * Decimal("1.0001"),
        )
        for i, mid in enumerate(mids)
    ]  # fmt: skip
    others = tuple(p for p in SAMPLE.prices if p.base != asset)
    return SAMPLE.model_copy(
        update={"prices": (*others, compute_consensus(asset, "USD", tickers, AT))}
    )


def test_the_same_request_and_snapshot_give_the_same_estimate_and_quote_id() -> None:
    one, other = worked(), worked()
    assert one == other
    assert one.quote_id is not None
    assert worked(amount="20000.01").quote_id != one.quote_id
    assert estimate(asked(amount="2E+4"), SAMPLE, load_bundled_reference()).quote_id == one.quote_id


def test_a_snapshot_saved_and_loaded_gives_the_same_quote_id(tmp_path: Any) -> None:
    SAMPLE.save(tmp_path / "kept.json")
    assert worked(Snapshot.load(tmp_path / "kept.json")) == worked()


def test_rails_come_by_cost_and_their_costs_sum_to_the_cent() -> None:
    found = worked()
    usable = [one for one in found.rails if one.usable]
    paid = [one.payer_pays for one in usable]
    assert paid == sorted(paid, key=lambda value: value or Decimal(0))
    for one in usable:
        assert sum((step.amount for step in one.waterfall), Decimal(0)) == one.all_in_cost
        assert one.payee_gets == Decimal("20000.00")
        assert one.time is not None
        assert one.time.p10 <= one.time.p50 <= one.time.p90
    assert found.cheapest == usable[0].rail


def test_a_rail_that_the_payees_country_forbids_is_barred_and_never_first() -> None:
    found = worked(payee="TRY", to_country="TR", amount="900000")
    coins = [one for one in found.rails if one.asset and one.available]
    assert coins
    assert all(one.forbidden_by == ("TR",) for one in coins)
    assert found.cheapest is not None
    assert found.cheapest.startswith("wire")
    assert found.rails[0].asset is None


def test_the_bank_is_the_answer_when_it_is_cheaper() -> None:
    found = worked(payee="EUR", to_country="FR")
    assert found.cheapest == "wire-our"


def test_forwards_spends_the_budget_exactly() -> None:
    found = worked(side="payer_spends", payee="AED", to_country="AE", amount="100000")
    for one in found.rails:
        if one.available:
            assert one.payer_pays == Decimal("100000.00")
    usable = [one.payee_gets for one in found.rails if one.usable]
    assert usable == sorted(usable, key=lambda value: -(value or Decimal(0)))


def test_two_sources_give_low_confidence_and_no_quote_id() -> None:
    found = worked(priced("USDC", "1.0001", "0.9999"), assets=("USDC",))
    best = rail(found, "usdc-base")
    assert best.available
    assert found.quote_id is None
    assert found.status == "low_confidence"
    assert "low_confidence" in {caution.key for caution in best.cautions}


@pytest.mark.parametrize("mids", [(), ("1.0",)])
def test_one_source_or_none_refuses_the_asset_and_leaves_the_others(mids: tuple[str, ...]) -> None:
    found = worked(priced("USDC", *mids))
    gone = rail(found, "usdc-base")
    assert not gone.available
    assert gone.why_not is not None
    assert gone.why_not.key == "no_quorum"
    assert rail(found, "usdt-tron").available


def test_an_outlier_is_left_out_and_named() -> None:
    snapshot = priced("USDC", "1.0001", "0.9999", "1.0000", "10.0")
    price = snapshot.find_price("USDC")
    assert price is not None
    assert price.confidence is Confidence.NORMAL
    told = rail(worked(snapshot), "usdc-base").cautions
    assert [c.values["source"] for c in told if c.key == "left_out"] == ["exchange 3"]


def test_a_peg_one_percent_off_warns_and_is_priced_at_market() -> None:
    found = rail(worked(priced("USDC", "0.990", "0.9901", "0.9899")), "usdc-base")
    assert found.available
    assert [c.values["price"] for c in found.cautions if c.key == "peg_warn"] == ["0.9900"]


def test_a_lost_peg_blocks_the_rail() -> None:
    found = rail(worked(priced("USDC", "0.95", "0.951", "0.949")), "usdc-base")
    assert found.why_not is not None
    assert found.why_not.key == "depeg"


def test_a_thin_book_says_the_largest_sum_that_fills() -> None:
    found = rail(worked(amount="90000000"), "usdt-tron")
    assert found.why_not is not None
    assert found.why_not.key == "thin_book"
    assert Decimal(found.why_not.values["largest"]) > 0


def test_a_stale_book_is_not_used() -> None:
    old = [
        b.model_copy(update={"as_of": AT - dt.timedelta(seconds=40)})
        if (b.base, b.quote) == ("USDT", "BRL")
        else b
        for b in SAMPLE.books
    ]
    found = worked(SAMPLE.model_copy(update={"books": tuple(old)}))
    why = rail(found, "usdt-tron").why_not
    assert why is not None
    assert why.key == "stale_book"
    assert rail(found, "usdc-base").available


def test_a_missing_market_asks_for_a_rate_and_a_rate_by_hand_fills_it() -> None:
    without = SAMPLE.model_copy(
        update={"books": tuple(b for b in SAMPLE.books if b.quote != "BRL")}
    )
    why = rail(worked(without), "usdt-tron").why_not
    assert why is not None
    assert (why.key, why.values["money"]) == ("no_market", "BRL")
    quote = OtcQuote(
        base="USDT", quote="BRL", price=Decimal("5.34"), source="your rate", said_by="you",
        as_of=AT, basis=Basis.USER, expires=AT + dt.timedelta(minutes=2),
    )  # fmt: skip
    found = worked(without.with_quotes((quote,)))
    told = rail(found, "usdt-tron")
    assert told.available
    assert "your rate (you)" in told.venues
    assert rail(found, "usdc-base").why_not is not None


def test_a_market_far_from_the_official_rate_is_warned_of_or_refused() -> None:
    def moved(factor: str) -> RailEstimate:
        def at(level: PriceLevel) -> PriceLevel:
            return PriceLevel(price=level.price * Decimal(factor), size=level.size)

        books = tuple(
            OrderBook.model_validate(
                b.model_dump() | {"bids": tuple(map(at, b.bids)), "asks": tuple(map(at, b.asks))}
            )
            if b.quote == "BRL"
            else b
            for b in SAMPLE.books
        )
        return rail(worked(SAMPLE.model_copy(update={"books": books})), "usdt-tron")

    assert "cross_warn" in {caution.key for caution in moved("0.95").cautions}
    refused = moved("0.5").why_not
    assert refused is not None
    assert refused.key == "cross_far"


def test_a_wrong_clock_gives_no_quote() -> None:
    found = worked(SAMPLE.model_copy(update={"skewed": True}))
    assert found.quote_id is None
    assert "clock" in {caution.key for caution in found.cautions}


def test_an_overdue_row_is_admitted() -> None:
    later = SAMPLE.model_copy(update={"taken_at": AT})
    rows = {
        key: row.model_copy(update={"review_after": dt.date(2026, 1, 1)})
        for key, row in load_bundled_reference().rows.items()
        if key.startswith("withdraw.")
    }
    found = estimate(asked(), later, load_bundled_reference().with_rows(rows))
    told = [c.values["rows"] for c in found.cautions if c.key == "overdue"]
    assert told
    assert "withdraw." in told[0]
    assert any(each.overdue for each in found.inputs)


def test_a_wallet_of_ones_own_pays_the_chain_too() -> None:
    plain = rail(worked(), "usdt-tron")
    own = rail(worked(own_wallet=True), "usdt-tron")
    assert plain.payer_pays is not None
    assert own.payer_pays is not None
    fee = next(step.amount for step in own.waterfall if step.name == "own_network_fee")
    # 64,285 energy at 100 sun and 345 bytes at 1000 sun are 6.7735 TRX.
    assert Decimal("1.60") < fee < Decimal("1.70")
    assert own.payer_pays == plain.payer_pays + fee


def test_lightning_is_for_small_sums_only() -> None:
    why = rail(worked(), "btc-lightning").why_not
    assert why is not None
    assert why.key == "too_large_for_lightning"
    assert rail(worked(amount="500"), "btc-lightning").available


def test_who_holds_the_coin_needs_no_exchange_and_no_bank_can_carry_it() -> None:
    found = worked(payer="USDT", payee="USDT", to_country="AE", amount="5000")
    direct = rail(found, "usdt-tron")
    assert direct.payer_pays == Decimal(5001)
    assert direct.venues == ()
    assert rail(found, "wire-our").why_not is not None


def test_the_break_even_lies_where_the_two_change_places() -> None:
    edge = worked(payee="EUR", to_country="FR", amount="3000").breakeven
    assert edge is not None
    assert edge.amount is not None

    def first(amount: Decimal) -> str:
        found = worked(payee="EUR", to_country="FR", amount=str(amount.quantize(Decimal("0.01"))))
        return next(r.rail for r in found.rails if r.rail in (edge.rail, edge.against))

    assert first(edge.amount * Decimal("0.9")) == edge.cheaper_below
    assert first(edge.amount * Decimal("1.1")) != edge.cheaper_below


def test_yen_are_paid_in_whole_numbers() -> None:
    found = worked(payee="JPY", to_country="JP", amount="3000000")
    assert rail(found, "usdt-tron").payee_gets == Decimal(3_000_000)


def test_a_wire_over_new_year_waits_for_both_countries() -> None:
    def days(at: dt.datetime, to: str) -> float:
        from knowledge.settlement import business_days

        return (
            business_days.estimate_wire_duration(load_bundled_reference(), "DE", to, at).p50 / 86400
        )

    usual = days(dt.datetime(2026, 11, 17, 9, tzinfo=dt.UTC), "TR")
    holidays = days(dt.datetime(2026, 12, 31, 16, tzinfo=dt.UTC), "TR")
    assert holidays > usual + 2
    # Friday after the cut-off: the wire starts on Monday.
    assert days(dt.datetime(2026, 11, 20, 17, tzinfo=dt.UTC), "TR") > usual + 2
