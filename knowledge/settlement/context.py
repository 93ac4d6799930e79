"""The context that rails are worked out at: a request, a snapshot, the reference, the yardstick."""

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
from knowledge.money import exact, is_crypto
from knowledge.settlement import durations
from knowledge.settlement.durations import DurationRange, PaymentLeg
from knowledge.settlement.models import Duration, LegTime, RailEstimate
from knowledge.settlement.reference_data import Reference, ReferenceRow
from knowledge.settlement.request import PaymentRequest


@dataclass
class RailResult:
    """One rail's estimate, the market figures it used and the assumptions behind its cost.

    ``assumptions`` holds each reference row with its share of the cost in the payer's money;
    ``sigma`` is the hourly volatility of the price while the payment is exposed.
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


@dataclass(frozen=True)
class EstimateContext:
    """The request, the market snapshot and the reference data that rails are estimated from."""

    request: PaymentRequest
    snapshot: Snapshot
    reference: Reference

    @property
    def moment(self) -> dt.datetime:
        """The moment of the estimate."""
        return self.snapshot.taken_at

    @cached_property
    def rate(self) -> Rate | None:
        """The official rate: the payer's money for one unit of the payee's.

        A rate entered by hand is used where no publisher has one.
        """
        official = self.find_rate(self.request.payer, self.request.payee)
        return official or self._find_manual_rate(self.request.payer, self.request.payee)

    def find_rate(self, payer: str, payee: str) -> Rate | None:
        """The official rate of two currencies; a coin's rate is its consensus price in dollars."""
        if not is_crypto(payer) and not is_crypto(payee):
            return find_official_rate(self.snapshot.rates, payer, payee, self.moment)
        if payer == payee:
            return find_official_rate((), payer, payee, self.moment)
        ends = [self._find_dollar_price(money) for money in (payer, payee)]
        if ends[0] is None or ends[1] is None:
            return None
        (low, one), (high, other) = ends[0], ends[1]
        with exact():
            value = high / low
        sources = " and ".join(dict.fromkeys(x for x in (one, other) if x))
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
        """The consensus price of a coin in dollars, if there is one."""
        consensus = self.snapshot.find_price(symbol)
        return consensus if consensus and consensus.price else None

    def find_forbidding_countries(self) -> tuple[str, ...]:
        """The countries of the request that forbid payment in crypto-assets, the payee's first."""
        countries = (self.request.to_country, self.request.from_country)
        ends = dict.fromkeys(country for country in countries if country)
        rules = self.reference.rules
        return tuple(c for c in ends if c in rules and rules[c].payment == "forbidden")

    def _find_manual_rate(self, payer: str, payee: str) -> Rate | None:
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
        """The price of one unit in dollars, and its source."""
        if is_crypto(money):
            price = self.coin_price(money)
            if price is None or price.price is None:
                return None
            return price.price, f"median of {len(price.used)} exchanges"
        rate = find_official_rate(self.snapshot.rates, "USD", money, self.moment)
        return (rate.value, "" if money == "USD" else rate.source) if rate else None


def to_duration(span: DurationRange | None) -> Duration | None:
    """A range in whole seconds."""
    if span is None:
        return None
    return Duration(p10=round(span.p10), p50=round(span.p50), p90=round(span.p90))


def to_leg_times(legs: Sequence[PaymentLeg]) -> tuple[LegTime, ...]:
    """Each leg with its duration."""
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
    """How long the legs take one after another."""
    return to_duration(durations.sum_legs(legs))
