"""Every rail from one snapshot: what is ranked, barred, warned of and given a quote id."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from knowledge.market.snapshot import Snapshot
from knowledge.settlement.estimate import estimate
from knowledge.settlement.models import Estimate, RailEstimate
from knowledge.settlement.reference_data import load_bundled_reference
from tests.support.settlement import SAMPLE, build_request, with_prices


def worked(snapshot: Snapshot = SAMPLE, **more: Any) -> Estimate:
    return estimate(build_request(**more), snapshot, load_bundled_reference())


def rail(found: Estimate, name: str) -> RailEstimate:
    one = found.rail(name)
    assert one is not None
    return one


def test_the_same_request_and_snapshot_give_the_same_estimate_and_quote_id() -> None:
    one, other = worked(), worked()
    assert one == other
    assert one.quote_id is not None
    assert worked(amount="20000.01").quote_id != one.quote_id
    assert (
        estimate(build_request(amount="2E+4"), SAMPLE, load_bundled_reference()).quote_id
        == one.quote_id
    )


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
    found = worked(with_prices("USDC", "1.0001", "0.9999"), assets=("USDC",))
    best = rail(found, "usdc-base")
    assert best.available
    assert found.quote_id is None
    assert found.status == "low_confidence"
    assert "low_confidence" in {caution.key for caution in best.cautions}


def test_a_wrong_clock_gives_no_quote() -> None:
    found = worked(SAMPLE.model_copy(update={"skewed": True}))
    assert found.quote_id is None
    assert "clock" in {caution.key for caution in found.cautions}


def test_an_overdue_row_is_admitted() -> None:
    rows = {
        key: row.model_copy(update={"review_after": dt.date(2026, 1, 1)})
        for key, row in load_bundled_reference().rows.items()
        if key.startswith("withdraw.")
    }
    found = estimate(build_request(), SAMPLE, load_bundled_reference().with_rows(rows))
    (rows_named,) = [c.values["rows"] for c in found.cautions if c.key == "overdue"]
    assert "withdraw." in rows_named
    assert any(each.overdue for each in found.inputs)


def test_the_break_even_lies_where_the_two_change_places() -> None:
    edge = worked(payee="EUR", to_country="FR", amount="3000").breakeven
    assert edge is not None
    assert edge.amount is not None

    def first(amount: Decimal) -> str:
        found = worked(payee="EUR", to_country="FR", amount=str(amount.quantize(Decimal("0.01"))))
        return next(r.rail for r in found.rails if r.rail in (edge.rail, edge.against))

    assert first(edge.amount * Decimal("0.9")) == edge.cheaper_below
    assert first(edge.amount * Decimal("1.1")) != edge.cheaper_below
