"""Breaks the cost of a payment down into steps that sum to the whole cost exactly.

Every step is valued at the mid price of its market, so that a cost hidden in an exchange rate is a
step of its own. The steps lead from what the payee gets, at the reference rate, to what the payer
pays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from knowledge.money import exact, round_down, round_half_up
from knowledge.settlement.crypto_route import RouteAmounts

# Few enough decimals that steps can be added in Python's default decimal context without loss.
_STEP_QUANTUM = Decimal("1e-12")


@dataclass(frozen=True)
class WaterfallStep:
    """One step of the waterfall, in the payer's money; negative when it saves."""

    name: str
    amount: Decimal

    def fine(self) -> WaterfallStep:
        """The step rounded to ``_STEP_QUANTUM``, so that sums of steps are exact."""
        return WaterfallStep(self.name, self.amount.quantize(_STEP_QUANTUM))


@dataclass(frozen=True)
class Waterfall:
    """The steps and the whole cost, ``all_in``, that they sum to, in the payer's money.

    ``reference`` is what the payee gets, converted at the reference rate.
    """

    steps: tuple[WaterfallStep, ...]
    reference: Decimal
    all_in: Decimal

    @property
    def percent(self) -> Decimal:
        """The whole cost as a percentage of the sum at the reference rate."""
        with exact():
            return self.all_in / self.reference * 100

    def in_minor_units(self, places: int) -> tuple[WaterfallStep, ...]:
        """The steps rounded to ``places`` decimals so that they sum to the rounded whole cost.

        Steps are rounded down; the units left over go to the largest remainders.
        """
        return _apportion(self.steps, round_half_up(self.all_in, places), places)


def build_crypto_waterfall(flow: RouteAmounts, reference_rate: Decimal) -> Waterfall:
    """The costs along a route against a reference rate: payer's money for one unit of payee's."""
    route = flow.route
    with exact():
        cross = route.cross
        bid = route.offramp.book.bids[0].price if route.offramp else Decimal(1)
        ask = route.onramp.book.asks[0].price if route.onramp else Decimal(1)
        reference = flow.payee_gets * reference_rate
        all_in = flow.payer_pays - reference
        priced = [
            WaterfallStep("payout_fee", (flow.gross - flow.payee_gets) * cross),
            WaterfallStep("off_taker", (flow.proceeds - flow.gross) * cross),
            WaterfallStep("off_half_spread", flow.sold * (route.mid_off - bid) * cross),
            WaterfallStep("off_slippage", (flow.sold * bid - flow.proceeds) * cross),
            WaterfallStep("withdraw_fee_and_dust", (flow.leaving - flow.sold) * route.mid_on),
            WaterfallStep(
                "on_taker",
                (flow.bought - flow.leaving) * route.mid_on + flow.buy_total - flow.buy_cost,
            ),
            WaterfallStep("on_half_spread", flow.bought * (ask - route.mid_on)),
            WaterfallStep("on_slippage", flow.buy_cost - flow.bought * ask),
            WaterfallStep("deposit_fee_and_unspent", flow.payer_fiat - flow.buy_total),
            WaterfallStep("own_network_fee", flow.own_network_fee),
        ]
        # The basis is payee_gets * (cross - reference_rate) up to the rounding of the division;
        # taken as the remainder it makes the sum exact.
        steps = [step.fine() for step in priced]
        basis = all_in - sum((step.amount for step in steps), Decimal(0))
        return Waterfall((WaterfallStep("fx_basis", basis), *steps), reference, all_in)


def _apportion(
    steps: Sequence[WaterfallStep], total: Decimal, places: int
) -> tuple[WaterfallStep, ...]:
    """The steps rounded to ``places`` so that they sum to ``total``, by largest remainders."""
    with exact():
        unit = Decimal(1).scaleb(-places)
        floors = [round_down(step.amount, places) for step in steps]
        left = int((total - sum(floors, Decimal(0))) / unit)
        order = sorted(range(len(steps)), key=lambda i: (floors[i] - steps[i].amount, i))
        extra = dict.fromkeys(order, 0)
        # ``left`` lies between 0 and the number of steps: the floors lose less than a unit each,
        # the total at most half of one.
        for turn in range(abs(left)):
            extra[order[turn % len(order)]] += 1 if left > 0 else -1
        return tuple(
            WaterfallStep(step.name, floor + extra[i] * unit)
            for i, (step, floor) in enumerate(zip(steps, floors, strict=True))
        )
