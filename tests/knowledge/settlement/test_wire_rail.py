from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from knowledge.market.snapshot import Snapshot
from knowledge.money import round_half_up
from knowledge.settlement.context import EstimateContext
from knowledge.settlement.models import Caution, RailEstimate
from knowledge.settlement.wire_rail import WIRE_RAILS, build_tariff, estimate_wire_rail
from tests.support.settlement import SAMPLE, build_context


def rail_of(rail: str, snapshot: Snapshot = SAMPLE, **changes: Any) -> RailEstimate:
    return estimate_wire_rail(build_context(snapshot, **changes), rail).rail


def aged(**changes: Any) -> Snapshot:
    """The sample with changed rates."""
    rates = tuple(rate.model_copy(update=changes) for rate in SAMPLE.rates)
    return SAMPLE.model_copy(update={"rates": rates})


def test_there_is_a_rail_for_each_bearer_of_the_charges() -> None:
    assert WIRE_RAILS == ("wire-sha", "wire-our", "wire-ben")


@pytest.mark.parametrize("name", WIRE_RAILS)
def test_the_payee_gets_the_sum_and_the_steps_add_up_to_the_cost(name: str) -> None:
    rail = rail_of(name)
    assert rail.available
    assert rail.payee_gets == 20000
    assert sum((step.amount for step in rail.waterfall), Decimal(0)) == rail.all_in_cost
    assert rail.all_in_pct is not None
    assert rail.payer_pays is not None
    assert rail.effective_rate is not None
    assert rail.effective_rate == round_half_up(rail.payer_pays / 20000, 8)
    assert rail.effective_rate.as_tuple().exponent == -8


@pytest.mark.parametrize("name", WIRE_RAILS)
def test_a_budget_is_spent_exactly(name: str) -> None:
    rail = rail_of(name, side="payer_spends", amount="3500")
    assert rail.payer_pays == 3500
    assert rail.payee_gets is not None
    assert Decimal(20000) < rail.payee_gets < Decimal(21500)


def test_a_tariff_is_converted_at_the_official_rate_to_the_minor_unit() -> None:
    tariff = build_tariff(build_context())
    # 35 and 30 dollars at 0.8610 euros, 20 and 15 dollars at 5.34 reais.
    assert (tariff.flat, tariff.our_flat) == (Decimal("30.14"), Decimal("25.83"))
    assert (tariff.intermediary, tariff.beneficiary) == (Decimal("106.80"), Decimal("80.10"))
    assert tariff.margin == Decimal("0.015")


def test_a_tariff_of_ones_own_is_in_its_own_money() -> None:
    context = build_context()
    row = context.reference.row("wire.sender_fee")
    own = row.model_copy(update={"value": Decimal(12), "unit": "EUR"})
    reference = context.reference.with_rows({row.key: own})
    tariff = build_tariff(EstimateContext(context.request, context.snapshot, reference))
    assert tariff.flat == 12


def test_a_yen_fee_is_whole() -> None:
    tariff = build_tariff(build_context(payee="JPY", to_country="JP"))
    assert tariff.intermediary == Decimal(3104)
    assert tariff.intermediary.as_tuple().exponent == 0


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("wire-our", {"wire.margin", "wire.sender_fee", "wire.our_fee"}),
        ("wire-sha", {"wire.margin", "wire.sender_fee", "wire.intermediary", "wire.beneficiary"}),
        ("wire-ben", {"wire.margin", "wire.sender_fee", "wire.intermediary", "wire.beneficiary"}),
    ],
)
def test_every_supposition_is_noted_with_its_part_of_the_cost(name: str, rows: set[str]) -> None:
    result = estimate_wire_rail(build_context(), name)
    weights = {key: weight for key, (_, weight) in result.assumptions.items()}
    assert set(weights) == rows
    margin = next(step.amount for step in result.rail.waterfall if step.name == "fx_margin")
    assert abs(weights["wire.margin"] - margin) < Decimal("0.02")
    assert weights["wire.sender_fee"] == Decimal("30.14")
    if name == "wire-our":
        assert weights["wire.our_fee"] == Decimal("25.83")
    else:
        # In the payer's money: 106.80 and 80.10 reais are 20 and 15 dollars again.
        assert abs(weights["wire.intermediary"] - 20 * Decimal("0.8610")) < Decimal("0.001")
        assert abs(weights["wire.beneficiary"] - 15 * Decimal("0.8610")) < Decimal("0.001")


def test_the_official_rate_is_recorded_as_what_it_rests_on() -> None:
    context = build_context()
    assert estimate_wire_rail(context, "wire-sha").inputs == {"reference": context.rate}


def test_no_bank_carries_a_coin() -> None:
    why = Caution(key="wire_needs_money")
    assert rail_of("wire-our", payer="USDT", payee="USDT").why_not == why
    assert rail_of("wire-our", payer="USDT").why_not == why
    assert rail_of("wire-our", payee="USDT").why_not == why


def test_without_an_official_rate_there_is_no_wire() -> None:
    rail = rail_of("wire-sha", SAMPLE.model_copy(update={"rates": ()}))
    assert not rail.available
    assert rail.why_not == Caution(key="no_rate", values={"payer": "EUR", "payee": "BRL"})


def test_an_old_official_rate_gives_no_wire() -> None:
    refusal = rail_of("wire-sha", aged(max_age=0)).why_not
    assert refusal is not None
    assert refusal.key == "stale_rate"
    assert refusal.values["day"] == SAMPLE.rates[0].day.isoformat()


def test_a_sum_that_fees_eat_up_is_refused() -> None:
    refusal = rail_of("wire-sha", side="payer_spends", amount="31").why_not
    assert refusal is not None
    assert refusal.key == "too_small"


def test_a_corridor_that_holds_payments_up_is_warned_of() -> None:
    usual = rail_of("wire-sha")
    assert usual.cautions == ()
    slow = rail_of(
        "wire-sha", payer="RUB", payee="CNY", from_country="RU", to_country="CN", amount="250000"
    )
    assert [caution.key for caution in slow.cautions] == ["may_be_returned"]
    assert slow.time is not None
    assert usual.time is not None
    assert slow.time.p90 > usual.time.p90
    assert [leg.name for leg in slow.legs] == ["bank"]
