from __future__ import annotations

from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from knowledge.errors import InsufficientDepthError
from knowledge.money import round_half_up
from knowledge.settlement import crypto_route, waterfall
from knowledge.settlement.crypto_route import AssetTransfer, CryptoRoute, RouteVenue
from knowledge.settlement.waterfall import Waterfall, WaterfallStep
from tests.support.settlement import amounts, build_book, routes


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


# Bids at 1.98 and 1.96 in pounds, asks at 1.02 and 1.04 in euros: the mids are 2 and 1.
ON = RouteVenue(
    build_book([("0.98", "1000")], [("1.02", "100"), ("1.04", "1000")]), Decimal("0.001"),
    Decimal(1), "quote", Decimal(3),
)  # fmt: skip
OFF = RouteVenue(
    build_book([("1.98", "100"), ("1.96", "1000")], [("2.02", "1000")], pair=("USDT", "GBP")),
    Decimal("0.01"), Decimal(1), "quote", Decimal(5),
)  # fmt: skip
WAY = CryptoRoute(
    "EUR", "GBP", "USDT", "tron", AssetTransfer(Decimal(2), Decimal(1), Decimal("0.30")), ON, OFF
)


def test_each_cost_is_valued_at_the_middle_of_its_market() -> None:
    """299.33 pounds and 5 for the payout: 156 USDT bring 307.76, which is 304.68 less 1 %."""
    flow = crypto_route.compute_for_payee(WAY, Decimal("299.33"))
    assert (flow.sold, flow.leaving, flow.bought) == (156, 158, 158)
    costs = waterfall.build_crypto_waterfall(flow, Decimal("0.49"))
    found = {step.name: step.amount for step in costs.steps}
    half = Decimal("0.5")
    gross = Decimal("304.33")
    proceeds = 100 * Decimal("1.98") + 56 * Decimal("1.96")
    buy_cost = 100 * Decimal("1.02") + 58 * Decimal("1.04")
    assert found == {
        "fx_basis": Decimal("299.33") * (half - Decimal("0.49")),
        "payout_fee": 5 * half,
        "off_taker": (proceeds - gross) * half,
        "off_half_spread": 156 * Decimal("0.02") * half,
        "off_slippage": 56 * Decimal("0.02") * half,
        "withdraw_fee_and_dust": 2,
        "on_taker": buy_cost * Decimal("0.001"),
        "on_half_spread": 158 * Decimal("0.02"),
        "on_slippage": 58 * Decimal("0.02"),
        "deposit_fee_and_unspent": flow.payer_fiat - buy_cost * Decimal("1.001"),
        "own_network_fee": Decimal("0.30"),
    }
    assert costs.reference == Decimal("299.33") * Decimal("0.49")
    assert costs.all_in == flow.payer_pays - costs.reference


def test_the_whole_cost_in_percent_is_of_the_sum_at_the_reference_rate() -> None:
    costs = Waterfall((), Decimal(200), Decimal(3))
    assert costs.percent == Decimal("1.5")


def rounded(*amounts: str, places: int = 2) -> list[str]:
    steps = tuple(WaterfallStep(str(i), Decimal(each)) for i, each in enumerate(amounts))
    all_in = sum((step.amount for step in steps), Decimal(0))
    shown = Waterfall(steps, Decimal(1), all_in).in_minor_units(places)
    assert [step.name for step in shown] == [step.name for step in steps]
    return [str(step.amount) for step in shown]


def test_the_largest_remainders_take_the_units_that_are_left() -> None:
    # 10.00 in all; rounded down 9.98, so two cents are left, for 0.009 and 0.006.
    assert rounded("3.339", "3.335", "3.326") == ["3.34", "3.33", "3.33"]
    assert rounded("0.004", "0.004", "0.002") == ["0.01", "0.00", "0.00"]


def test_of_equal_remainders_the_first_is_rounded_up() -> None:
    assert rounded("0.005", "0.005") == ["0.01", "0.00"]


def test_a_saving_is_rounded_with_the_costs() -> None:
    # Down to -1.01 and 2.00: the cent that is left goes to the saving, which was 0.009 above.
    assert rounded("-1.001", "2.001") == ["-1.00", "2.00"]


def test_money_without_a_minor_unit_is_shown_in_whole_units() -> None:
    assert rounded("1.6", "2.6", "0.1", places=0) == ["2", "2", "0"]


def test_no_steps_sum_to_nothing() -> None:
    assert rounded() == []


@given(st.lists(amounts("-500", "500", 5), min_size=1, max_size=11), st.integers(0, 4))
def test_rounded_steps_sum_to_the_rounded_whole_and_none_moves_by_a_unit(
    values: list[Decimal], places: int
) -> None:
    shown = [Decimal(each) for each in rounded(*map(str, values), places=places)]
    unit = Decimal(1).scaleb(-places)
    assert sum(shown) == round_half_up(sum(values, Decimal(0)), places)
    assert all(abs(one - other) < unit for one, other in zip(shown, values, strict=True))


def test_a_fine_step_has_twelve_decimals() -> None:
    step = WaterfallStep("fee", Decimal(1) / 3).fine()
    assert (step.name, str(step.amount)) == ("fee", "0.333333333333")
