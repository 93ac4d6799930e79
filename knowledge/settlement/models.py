"""What an estimate says: every rail side by side, each figure with its source."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from pydantic import Field

from knowledge.errors import RailError
from knowledge.market.models import Basis, Failure, RateNote
from knowledge.models import Value
from knowledge.settlement.quote_validity import Status
from knowledge.settlement.request import PaymentRequest


class Input(Value):
    """A figure that an estimate rests on. ``overdue``: its review was due before the estimate."""

    key: str
    value: str
    unit: str
    basis: Basis
    source: str
    as_of: dt.datetime
    note: str = ""
    overdue: bool = False


class Assumption(Value):
    """A supposed figure that moves the result, by how much, and how to replace it.

    ``weight`` is its part of the cost in the payer's money.
    """

    key: str
    value: str
    unit: str
    source: str
    weight: Decimal
    low: Decimal | None = None
    high: Decimal | None = None


class Step(Value):
    """One cost of a payment, in the payer's minor units."""

    name: str
    amount: Decimal


class Duration(Value):
    """How long something takes, in whole seconds: one in ten is faster, half, nine in ten."""

    p10: int
    p50: int
    p90: int


class LegTime(Value):
    """One leg of a payment and how long it takes."""

    name: str
    time: Duration
    exposed: bool


class Exposure(Value):
    """How long a price can move against the payer, and what that may cost in a normal week."""

    time: Duration
    loss_1_in_10: Decimal
    loss_1_in_20: Decimal
    buffer_pct: Decimal


class Caution(Value):
    """Something to know about a rail; ``key`` names the message, ``values`` fill it."""

    key: str
    values: dict[str, str] = Field(default_factory=dict)

    @classmethod
    def from_error(cls, error: RailError) -> Caution:
        """The caution that an error carries."""
        return cls(key=error.key, values={name: str(x) for name, x in error.values.items()})


class RailEstimate(Value):
    """A rail worked out, or why it could not be.

    ``payer_pays`` and ``payee_gets`` in their own money; costs in the payer's; ``waterfall`` sums
    to ``all_in_cost``. ``forbidden_by`` names the countries whose rules bar it as payment.
    """

    rail: str
    asset: str | None = None
    network: str | None = None
    available: bool
    why_not: Caution | None = None
    forbidden_by: tuple[str, ...] = ()
    payer_pays: Decimal | None = None
    payee_gets: Decimal | None = None
    all_in_cost: Decimal | None = None
    all_in_pct: Decimal | None = None
    effective_rate: Decimal | None = None
    waterfall: tuple[Step, ...] = ()
    legs: tuple[LegTime, ...] = ()
    time: Duration | None = None
    exposure: Exposure | None = None
    venues: tuple[str, ...] = ()
    cautions: tuple[Caution, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether it could be worked out and no rule bars it."""
        return self.available and not self.forbidden_by


class Yardstick(Value):
    """The official rate that costs are measured against."""

    rate: Decimal
    payer: str
    payee: str
    source: str
    day: dt.date
    as_of: dt.datetime
    age_seconds: int
    weekend: bool
    note: str = ""
    notes: tuple[RateNote, ...] = Field(default=(), exclude_if=lambda notes: not notes)


class BreakEven(Value):
    """The sum from which one rail is cheaper than another, in the currency of the request.

    ``amount`` is None when the same one is cheaper over the whole range that was looked at.
    """

    rail: str
    against: str
    amount: Decimal | None
    low: Decimal
    high: Decimal
    cheaper_below: str


class Estimate(Value):
    """What a payment costs over every rail, until when that holds, and what it rests on.

    ``quote_id`` is None when the figures are too weak to be relied on. ``rails`` come best first:
    usable ones by cost, then the barred, then those that could not be worked out.
    """

    quote_id: str | None
    created_at: dt.datetime
    valid_until: dt.datetime
    valid_seconds: int
    limited_by: str
    status: Status
    sample: bool
    request: PaymentRequest
    reference: Yardstick | None
    rails: tuple[RailEstimate, ...]
    cheapest: str | None
    fastest: str | None
    breakeven: BreakEven | None
    inputs: tuple[Input, ...]
    assumptions: tuple[Assumption, ...]
    failures: tuple[Failure, ...] = ()
    cautions: tuple[Caution, ...] = ()

    def rail(self, name: str) -> RailEstimate | None:
        """A rail by its name."""
        return next((rail for rail in self.rails if rail.rail == name), None)
