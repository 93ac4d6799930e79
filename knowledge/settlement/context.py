"""What every rail is estimated from (request, snapshot, reference), and what it results in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from knowledge.market.consensus import Consensus
from knowledge.market.models import Rate, SourcedFigure
from knowledge.market.official_rate import find_official_rate
from knowledge.market.snapshot import Snapshot
from knowledge.money import exact, is_crypto, round_half_up, round_significant
from knowledge.settlement import durations
from knowledge.settlement.durations import DurationRange, PaymentLeg
from knowledge.settlement.models import Duration, LegTime, RailEstimate, Step
from knowledge.settlement.reference_data import Reference, ReferenceRow
from knowledge.settlement.request import PaymentRequest
from knowledge.settlement.waterfall import Waterfall


@dataclass
class RailResult:
    """One rail's estimate, the market figures it used and the assumptions behind its cost.

    ``inputs`` are the figures by name. ``assumptions`` holds, by key, each reference row with its
    part of the cost in the payer's money. ``sigma`` is the volatility of the price in an hour
    while the payment is exposed. ``low_confidence``: the asset's price is weakly supported.
    """

    rail: RailEstimate
    inputs: dict[str, SourcedFigure] = field(default_factory=dict)
    assumptions: dict[str, tuple[ReferenceRow, Decimal]] = field(default_factory=dict)
    sigma: float = 0.0
    low_confidence: bool = False

    def note_assumption(self, row: ReferenceRow | None, weight: Decimal) -> None:
        """Record that ``weight`` of the cost rests on a reference row."""
        if row is not None:
            before = self.assumptions[row.key][1] if row.key in self.assumptions else Decimal(0)
            self.assumptions[row.key] = (row, before + abs(weight))

    def set_costs(
        self, payer_pays: Decimal, payee_gets: Decimal, costs: Waterfall, places: int
    ) -> None:
        """Set the rail's sums and costs, which makes it available.

        Costs are rounded to ``places``, the decimals of the payer's money.
        """
        with exact():
            effective = round_significant(payer_pays / payee_gets, 8, places=8)
        steps = costs.in_minor_units(places)
        self.rail = self.rail.model_copy(
            update={
                "available": True,
                "payer_pays": payer_pays,
                "payee_gets": payee_gets,
                "all_in_cost": round_half_up(costs.all_in, places),
                "all_in_pct": round_half_up(costs.percent, 4),
                "effective_rate": effective,
                "waterfall": tuple(Step(name=step.name, amount=step.amount) for step in steps),
            }
        )

    def set_legs(self, legs: Sequence[PaymentLeg]) -> None:
        """Set how long each leg of the rail takes, and all of them together."""
        self.rail = self.rail.model_copy(
            update={"legs": to_leg_times(legs), "time": total_duration(legs)}
        )


@dataclass(frozen=True)
class EstimateContext:
    """The request, the market snapshot and the reference data that rails are estimated from."""

    request: PaymentRequest
    snapshot: Snapshot
    reference: Reference

    @property
    def moment(self) -> dt.datetime:
        """When the snapshot was taken: freshness and validity count from here."""
        return self.snapshot.taken_at

    @cached_property
    def rate(self) -> Rate | None:
        """The official rate: the payer's money for one unit of the payee's.

        Where no publisher has one it is a rate entered by hand; None when there is neither.
        """
        official = self.find_rate(self.request.payer, self.request.payee)
        return official or self._find_manual_rate(self.request.payer, self.request.payee)

    def find_rate(self, payer: str, payee: str) -> Rate | None:
        """The official rate: ``payer`` for one unit of ``payee``; None when there is none.

        A crypto-asset has its consensus price in dollars, from which cross rates are computed.
        """
        if not is_crypto(payer) and not is_crypto(payee):
            return find_official_rate(self.snapshot.rates, payer, payee, self.moment)
        if payer == payee:
            return find_official_rate((), payer, payee, self.moment)
        payer_usd, payee_usd = self._find_dollar_price(payer), self._find_dollar_price(payee)
        if payer_usd is None or payee_usd is None:
            return None
        with exact():
            value = payee_usd[0] / payer_usd[0]
        sources = " and ".join(dict.fromkeys(x for _, x in (payer_usd, payee_usd) if x))
        coin = self.snapshot.find_price(payer if is_crypto(payer) else payee)
        as_of = coin.as_of if coin and coin.as_of else self.moment
        return Rate(
            source=sources, as_of=as_of, max_age=60, base=payee, quote=payer, value=value,
            day=as_of.date(), note="through USD",
        )  # fmt: skip

    def convert(self, amount: Decimal, have: str, want: str) -> Decimal | None:
        """The amount converted from ``have`` to ``want`` at the official rate; None without one."""
        rate = self.find_rate(want, have)
        with exact():
            return amount * rate.value if rate else None

    def coin_price(self, symbol: str) -> Consensus | None:
        """The consensus price of a crypto-asset in dollars; None without one."""
        consensus = self.snapshot.find_price(symbol)
        return consensus if consensus and consensus.price else None

    def find_forbidding_countries(self) -> tuple[str, ...]:
        """The countries of the request that forbid payment in crypto-assets, the payee's first."""
        countries = (self.request.to_country, self.request.from_country)
        ends = dict.fromkeys(country for country in countries if country)
        rules = self.reference.rules
        return tuple(c for c in ends if c in rules and rules[c].payment == "forbidden")

    def _find_manual_rate(self, payer: str, payee: str) -> Rate | None:
        """The first fresh rate entered by hand for the pair, in either direction."""
        for quote in self.snapshot.otc:
            ends = (quote.base, quote.quote)
            if ends not in ((payee, payer), (payer, payee)) or not quote.is_fresh(self.moment):
                continue
            with exact():
                value = quote.price if ends == (payee, payer) else 1 / quote.price
            return Rate(
                source=f"{quote.source} ({quote.said_by})", as_of=quote.as_of, basis=quote.basis,
                expires=quote.expires, base=payee, quote=payer, value=value,
                day=quote.as_of.date(),
            )  # fmt: skip
        return None

    def _find_dollar_price(self, money: str) -> tuple[Decimal, str] | None:
        """The price of one unit in dollars and its source, which is empty for the dollar itself."""
        if is_crypto(money):
            price = self.coin_price(money)
            if price is None or price.price is None:
                return None
            return price.price, f"median of {len(price.used)} exchanges"
        rate = find_official_rate(self.snapshot.rates, "USD", money, self.moment)
        return (rate.value, "" if money == "USD" else rate.source) if rate else None


def to_duration(span: DurationRange | None) -> Duration | None:
    """The range in whole seconds."""
    if span is None:
        return None
    return Duration(p10=round(span.p10), p50=round(span.p50), p90=round(span.p90))


def to_leg_times(legs: Sequence[PaymentLeg]) -> tuple[LegTime, ...]:
    """Each leg with its duration in whole seconds."""
    return tuple(
        LegTime(
            name=leg.name,
            time=Duration(
                p10=round(leg.span.p10), p50=round(leg.span.p50), p90=round(leg.span.p90)
            ),
            exposed=leg.exposed,
        )
        for leg in legs
    )


def total_duration(legs: Sequence[PaymentLeg]) -> Duration | None:
    """How long the legs take one after another, in whole seconds; None without legs."""
    return to_duration(durations.sum_legs(legs))
