"""The estimate as it is returned: every rail side by side, each figure with its source."""

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
    """An assumed figure and its ``weight``: the part of the cost that rests on it.

    The weight is in the payer's money; ``low`` and ``high`` bound the figure.
    """

    key: str
    value: str
    unit: str
    source: str
    weight: Decimal
    low: Decimal | None = None
    high: Decimal | None = None


class Step(Value):
    """One cost of a payment in the payer's money, rounded to its minor unit."""

    name: str
    amount: Decimal


class Duration(Value):
    """How long something takes: its 10th, 50th and 90th percentiles in whole seconds."""

    p10: int
    p50: int
    p90: int


class LegTime(Value):
    """One leg of a payment and how long it takes."""

    name: str
    time: Duration
    exposed: bool


class Exposure(Value):
    """How long a price can move against the payer, and what that may cost in a normal week.

    Losses are in the payer's money; ``buffer_pct`` is the loss of 1 case in 20 in percent.
    """

    time: Duration
    loss_1_in_10: Decimal
    loss_1_in_20: Decimal
    buffer_pct: Decimal


class Caution(Value):
    """A warning about a rail or an estimate; ``key`` names the message, ``values`` fill it."""

    key: str
    values: dict[str, str] = Field(default_factory=dict)

    @classmethod
    def from_error(cls, error: RailError) -> Caution:
        """The caution that an error carries."""
        return cls(key=error.key, values={name: str(x) for name, x in error.values.items()})


class RailEstimate(Value):
    """The estimate of one rail; ``why_not`` says why it is not available.

    ``payer_pays`` is in the payer's money and ``payee_gets`` in the payee's; costs are in the
    payer's, and ``waterfall`` sums to ``all_in_cost``. ``effective_rate`` is the payer's money for
    one unit of the payee's. ``forbidden_by`` names the countries that forbid it as payment.
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
        """Whether the rail is available and no country of the payment forbids it."""
        return self.available and not self.forbidden_by


class Yardstick(Value):
    """The official rate that costs are measured against: ``payer`` for one unit of ``payee``."""

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
    """The sum below and above which different rails are cheaper, in the currency of the request.

    ``amount`` is None when the same rail is cheaper over the whole range from ``low`` to ``high``.
    """

    rail: str
    against: str
    amount: Decimal | None
    low: Decimal
    high: Decimal
    cheaper_below: str


class Estimate(Value):
    """What a payment costs over every rail, until when that holds, and what it rests on.

    ``quote_id`` is None when the figures are too weak to be relied on. ``rails`` are sorted: usable
    ones by cost, then forbidden ones, then those that are not available.
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
        """The rail of a name; None without one."""
        return next((rail for rail in self.rails if rail.rail == name), None)
