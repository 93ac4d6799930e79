"""The figures that prices and estimates are made of; each says whence and of what moment it is."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field, model_validator

from knowledge.models import Value

PositiveDecimal = Annotated[Decimal, Field(gt=0, allow_inf_nan=False)]
NonNegativeDecimal = Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]


def utc_now() -> dt.datetime:
    """This moment in UTC."""
    return dt.datetime.now(dt.UTC)


class Basis(StrEnum):
    """How good a figure is: seen live, published officially, told by somebody, or supposed."""

    LIVE = "live"
    OFFICIAL = "official"
    OPERATOR = "operator"
    USER = "user"
    ASSUMPTION = "assumption"


class SourcedFigure(Value):
    """What every figure carries. ``max_age`` is in seconds; None never grows old.

    ``receipt`` says that the source gave no time of its own and ``as_of`` is when we got it.
    """

    source: str = Field(min_length=1)
    as_of: AwareDatetime
    max_age: int | None = None
    basis: Basis = Basis.LIVE
    receipt: bool = False
    expires: AwareDatetime | None = None
    note: str = ""

    def age_s(self, at: dt.datetime) -> float:
        """Seconds from the figure's moment to another; negative when it lies ahead."""
        return (at - self.as_of).total_seconds()

    def is_fresh(self, at: dt.datetime) -> bool:
        """Whether the figure may still be used at a moment."""
        young = self.max_age is None or self.age_s(at) <= self.max_age
        return young and (self.expires is None or at < self.expires)


class Observation(SourcedFigure):
    """One number with its unit, such as an energy price in sun or a bank's margin in percent.

    ``key`` says what it is, in dotted words: ``tron.energy_price``, ``wire.fx_margin``.
    """

    key: str = Field(min_length=1)
    value: Decimal = Field(allow_inf_nan=False)
    unit: str = ""


class Ticker(SourcedFigure):
    """The best bid and ask for one unit of ``base`` in ``quote``."""

    base: str
    quote: str
    bid: PositiveDecimal
    ask: PositiveDecimal

    @property
    def mid(self) -> Decimal:
        """The middle between bid and ask."""
        return (self.bid + self.ask) / 2


class PriceLevel(Value):
    """A price and how much of the base is offered at it."""

    price: PositiveDecimal
    size: Annotated[Decimal, Field(gt=0, allow_inf_nan=False)]


class OrderBook(SourcedFigure):
    """An order book: levels with the best price first, sizes in ``base``.

    ValueError when a side is empty, out of order, or the sides cross. A dealer's quote is a book
    of one level, where both sides may meet.
    """

    base: str
    quote: str
    bids: tuple[PriceLevel, ...] = Field(min_length=1)
    asks: tuple[PriceLevel, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _orderly(self) -> OrderBook:
        bids, asks = [x.price for x in self.bids], [x.price for x in self.asks]
        if bids != sorted(bids, reverse=True) or asks != sorted(asks):
            raise ValueError("the levels are out of order")
        told = self.basis in (Basis.OPERATOR, Basis.USER)
        if bids[0] > asks[0] or (bids[0] == asks[0] and not told):
            raise ValueError("the book is crossed")
        return self

    @property
    def mid(self) -> Decimal:
        """The middle between the best bid and the best ask."""
        return (self.bids[0].price + self.asks[0].price) / 2


class HourlyCloses(SourcedFigure):
    """Hourly closing prices of one unit of ``base`` in ``quote``, the oldest first."""

    base: str
    quote: str
    prices: tuple[PositiveDecimal, ...] = Field(min_length=2)


class Rate(SourcedFigure):
    """An official rate: one unit of ``base`` is worth ``value`` of ``quote``.

    ``day`` is the date that the publisher gave it; ``side`` is ``mid``, or ``buying`` or
    ``selling`` where a publisher gives both.
    """

    base: str
    quote: str
    value: PositiveDecimal
    day: dt.date
    side: str = "mid"


class OtcQuote(SourcedFigure):
    """A dealing price that a person entered: one unit of ``base`` costs ``price`` of ``quote``.

    ``said_by`` is who gave it; ``fee`` is a share of the sum.
    """

    base: str
    quote: str
    price: PositiveDecimal
    fee: NonNegativeDecimal = Decimal(0)
    said_by: str = ""

    def to_book(self) -> OrderBook:
        """The quote as a book of one level, deep enough for any sum it was given for."""
        level = PriceLevel(price=self.price, size=Decimal(10) ** 15)
        who = f" ({self.said_by})" if self.said_by else ""
        return OrderBook(
            source=f"{self.source}{who}", as_of=self.as_of, max_age=self.max_age, basis=self.basis,
            expires=self.expires, note=self.note, base=self.base, quote=self.quote,
            bids=(level,), asks=(level,),
        )  # fmt: skip


class Failure(Value):
    """Why a source gave nothing: its name and one readable sentence."""

    source: str
    sentence: str
    kind: str = "unavailable"
