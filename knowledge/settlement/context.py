"""The desk that rails are worked out at: a request, a snapshot, the reference, the yardstick."""

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
from knowledge.settlement.durations import Leg, Span
from knowledge.settlement.models import Caution, Duration, LegTime, RailEstimate
from knowledge.settlement.reference_data import Reference, Row
from knowledge.settlement.request import PaymentRequest


class Unavailable(Exception):
    """A rail that cannot be worked out, and why."""

    def __init__(self, key: str, **values: str) -> None:
        super().__init__(key)
        self.caution = Caution(key=key, values=values)


@dataclass
class Worked:
    """A rail worked out: the figures it used, the suppositions and what each weighs in its cost.

    ``sigma`` is the price's deviation in an hour while the payment is exposed.
    """

    rail: RailEstimate
    used: dict[str, SourcedFigure] = field(default_factory=dict)
    rows: dict[str, tuple[Row, Decimal]] = field(default_factory=dict)
    sigma: float = 0.0
    weak: bool = False

    def suppose(self, row: Row | None, weight: Decimal) -> None:
        """Note that a part of the cost rests on a supposition."""
        if row is not None:
            before = self.rows[row.key][1] if row.key in self.rows else Decimal(0)
            self.rows[row.key] = (row, before + abs(weight))


@dataclass(frozen=True)
class Desk:
    """Everything that rails are worked out from."""

    request: PaymentRequest
    snapshot: Snapshot
    reference: Reference

    @property
    def at(self) -> dt.datetime:
        """The moment of the estimate."""
        return self.snapshot.taken_at

    @cached_property
    def rate(self) -> Rate | None:
        """The official rate: the payer's money for one unit of the payee's.

        A rate that somebody gave by hand stands in where no publisher has one.
        """
        official = self.between(self.request.payer, self.request.payee)
        return official or self._told(self.request.payer, self.request.payee)

    def between(self, payer: str, payee: str) -> Rate | None:
        """The official rate of two currencies; of a coin by its consensus price in dollars."""
        if not is_crypto(payer) and not is_crypto(payee):
            return find_official_rate(self.snapshot.rates, payer, payee, self.at)
        if payer == payee:
            return find_official_rate((), payer, payee, self.at)
        ends = [self._dollars_each(money) for money in (payer, payee)]
        if ends[0] is None or ends[1] is None:
            return None
        (low, one), (high, other) = ends[0], ends[1]
        with exact():
            value = high / low
        sources = " and ".join(dict.fromkeys(x for x in (one, other) if x))
        coin = self.snapshot.find_price(payer if is_crypto(payer) else payee)
        as_of = coin.as_of if coin and coin.as_of else self.at
        return Rate(
            source=sources, as_of=as_of, max_age=60, base=payee, quote=payer, value=value,
            day=as_of.date(), note="through USD",
        )  # fmt: skip

    def convert(self, amount: Decimal, have: str, want: str) -> Decimal | None:
        """A sum in another money by the official rates; None where there is none."""
        rate = self.between(want, have)
        with exact():
            return amount * rate.value if rate else None

    def coin(self, symbol: str) -> Consensus | None:
        """The consensus price of a coin in dollars, if there is one."""
        found = self.snapshot.find_price(symbol)
        return found if found and found.price else None

    def forbidden(self) -> tuple[str, ...]:
        """The countries of the request whose rules bar payment in crypto-assets."""
        named = (self.request.to_country, self.request.from_country)
        ends = dict.fromkeys(country for country in named if country)
        rules = self.reference.rules
        return tuple(c for c in ends if c in rules and rules[c].payment == "forbidden")

    def _told(self, payer: str, payee: str) -> Rate | None:
        for quote in self.snapshot.otc:
            ends = (quote.base, quote.quote)
            if ends not in ((payee, payer), (payer, payee)) or not quote.is_fresh(self.at):
                continue
            with exact():
                value = quote.price if ends == (payee, payer) else 1 / quote.price
            return Rate(
                source=f"{quote.source} ({quote.said_by})", as_of=quote.as_of, basis=quote.basis,
                expires=quote.expires, base=payee, quote=payer, value=value,
                day=quote.as_of.date(),
            )  # fmt: skip
        return None

    def _dollars_each(self, money: str) -> tuple[Decimal, str] | None:
        """Dollars for one unit, and who says so."""
        if is_crypto(money):
            price = self.coin(money)
            if price is None or price.price is None:
                return None
            return price.price, f"median of {len(price.used)} exchanges"
        rate = find_official_rate(self.snapshot.rates, "USD", money, self.at)
        return (rate.value, "" if money == "USD" else rate.source) if rate else None


def duration(span: Span | None) -> Duration | None:
    """A span in whole seconds."""
    if span is None:
        return None
    return Duration(p10=round(span.p10), p50=round(span.p50), p90=round(span.p90))


def leg_times(legs: Sequence[Leg]) -> tuple[LegTime, ...]:
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


def whole(legs: Sequence[Leg]) -> Duration | None:
    """How long the legs take one after another."""
    return duration(durations.total(legs))
