"""Each cost of a payment by itself; together they are the whole cost, to the last digit.

Every step is valued at the middle of its market, so what an exchange rate hides shows as a cost
of its own. The steps telescope from what the payee gets, at the reference rate, to what the
payer pays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from knowledge.money import exact, round_down, round_half_up
from knowledge.settlement.crypto_route import RouteAmounts

# So few decimals that steps can be added up in anybody's decimal context without loss.
_FINE = Decimal("1e-12")


@dataclass(frozen=True)
class WaterfallStep:
    """One step of the waterfall, in the payer's money; negative when it saves."""

    name: str
    amount: Decimal

    def fine(self) -> WaterfallStep:
        """The cost with few enough decimals to be added up in any decimal context."""
        return WaterfallStep(self.name, self.amount.quantize(_FINE))


@dataclass(frozen=True)
class Waterfall:
    """The steps, and the whole cost that they sum to. ``reference`` is the sum at the yardstick."""

    steps: tuple[WaterfallStep, ...]
    reference: Decimal
    all_in: Decimal

    @property
    def percent(self) -> Decimal:
        """The whole cost as a percentage of the sum at the reference rate."""
        with exact():
            return self.all_in / self.reference * 100

    def in_minor_units(self, places: int) -> tuple[WaterfallStep, ...]:
        """The steps rounded to the minor unit so that they still sum to the rounded total.

        Largest remainders take the units that rounding down leaves over.
        """
        return _apportion(self.steps, round_half_up(self.all_in, places), places)


def build_crypto_waterfall(flow: RouteAmounts, reference_rate: Decimal) -> Waterfall:
    """The costs of a flow against a reference: the payer's money for one unit of the payee's."""
    route = flow.route
    with exact():
        cross = route.cross
        bid = route.offramp.book.bids[0].price if route.offramp else Decimal(1)
        ask = route.onramp.book.asks[0].price if route.onramp else Decimal(1)
        reference = flow.payee_gets * reference_rate
        all_in = flow.payer_pays - reference
        known = [
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
        # Equal to payee_gets * (cross - reference_rate) but for the last digits of the division;
        # as the remainder it lets the sum be exact.
        steps = [cost.fine() for cost in known]
        basis = all_in - sum((cost.amount for cost in steps), Decimal(0))
        return Waterfall((WaterfallStep("fx_basis", basis), *steps), reference, all_in)


def _apportion(
    steps: Sequence[WaterfallStep], total: Decimal, places: int
) -> tuple[WaterfallStep, ...]:
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
