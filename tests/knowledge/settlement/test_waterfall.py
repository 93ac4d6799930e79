from __future__ import annotations

from decimal import Decimal

from hypothesis import assume, given

from knowledge.errors import InsufficientDepthError
from knowledge.settlement import crypto_route, waterfall
from knowledge.settlement.crypto_route import CryptoRoute
from tests.support.settlement import amounts, routes


@given(routes(), amounts("50", "400000"), amounts("0.01", "300", 4))
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
