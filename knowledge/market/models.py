"""The figures that prices and estimates are made of, each with its source and its time."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field, model_validator
from pydantic_core import PydanticCustomError

from knowledge.decimals import (
    MAX_DECIMAL_PLACES,
    MAX_FIGURE,
    MAX_PRICE,
    MIN_PRICE,
    check_figure,
)
from knowledge.models import Value

PriceDecimal = Annotated[
    Decimal,
    Field(ge=MIN_PRICE, le=MAX_PRICE, decimal_places=MAX_DECIMAL_PLACES, allow_inf_nan=False),
]
SizeDecimal = Annotated[
    Decimal, Field(gt=0, le=MAX_FIGURE, decimal_places=MAX_DECIMAL_PLACES, allow_inf_nan=False)
]
FigureDecimal = Annotated[Decimal, AfterValidator(check_figure)]
# Exchanges give up to 500 levels, and banks a row for each of some 170 currencies.
MAX_BOOK_LEVELS = 1000
MAX_HOURLY_CLOSES = 1000


def _is_empty(value: object) -> bool:
    """Whether a field is left out of JSON, so that older snapshots keep their bytes."""
    return not value


def utc_now() -> dt.datetime:
    """The present time in UTC."""
    return dt.datetime.now(dt.UTC)


class Basis(StrEnum):
    """How good a figure is: live, official, entered by a person, or an assumption."""

    LIVE = "live"
    OFFICIAL = "official"
    OPERATOR = "operator"
    USER = "user"
    ASSUMPTION = "assumption"


class SourcedFigure(Value):
    """What every figure carries.

    ``max_age`` is in seconds; None means that the figure does not age. ``receipt`` says that the
    source gave no time, so that ``as_of`` is when its answer arrived. ``note`` is English.
    """

    source: str = Field(min_length=1)
    as_of: AwareDatetime
    max_age: int | None = None
    basis: Basis = Basis.LIVE
    receipt: bool = False
    expires: AwareDatetime | None = None
    note: str = ""

    def age_s(self, at: dt.datetime) -> float:
        """Seconds from ``as_of`` to ``at``; negative when ``as_of`` is later."""
        return (at - self.as_of).total_seconds()

    def is_fresh(self, at: dt.datetime) -> bool:
        """Whether the figure may still be used at ``at``."""
        recent = self.max_age is None or self.age_s(at) <= self.max_age
        return recent and (self.expires is None or at < self.expires)


class Observation(SourcedFigure):
    """One number with its unit, such as an energy price in sun or a bank's margin in percent.

    ``key`` names it in dotted words: ``tron.energy_price``, ``wire.fx_margin``.
    """

    key: str = Field(min_length=1)
    value: FigureDecimal
    unit: str = ""


class Ticker(SourcedFigure):
    """The best bid and ask for one unit of ``base`` in ``quote``."""

    base: str
    quote: str
    bid: PriceDecimal
    ask: PriceDecimal

    @property
    def mid(self) -> Decimal:
        """The middle between bid and ask."""
        return (self.bid + self.ask) / 2


class PriceLevel(Value):
    """A price and how much of the base is offered at it."""

    price: PriceDecimal
    size: SizeDecimal


class OrderBook(SourcedFigure):
    """An order book: levels with the best price first, sizes in ``base``.

    ValidationError of type ``too_short``, ``unordered_book`` or ``crossed_book`` when a side is
    empty, out of order, or the sides cross. In a book made of a person's quote the best bid may
    equal the best ask.
    """

    base: str
    quote: str
    bids: tuple[PriceLevel, ...] = Field(min_length=1, max_length=MAX_BOOK_LEVELS)
    asks: tuple[PriceLevel, ...] = Field(min_length=1, max_length=MAX_BOOK_LEVELS)

    @model_validator(mode="after")
    def _check_levels(self) -> OrderBook:
        bids, asks = [x.price for x in self.bids], [x.price for x in self.asks]
        if bids != sorted(bids, reverse=True) or asks != sorted(asks):
            raise PydanticCustomError("unordered_book", "the levels are out of order")
        entered = self.basis in (Basis.OPERATOR, Basis.USER)
        if bids[0] > asks[0] or (bids[0] == asks[0] and not entered):
            raise PydanticCustomError("crossed_book", "the book is crossed")
        return self

    @property
    def mid(self) -> Decimal:
        """The middle between the best bid and the best ask."""
        return (self.bids[0].price + self.asks[0].price) / 2


class HourlyCloses(SourcedFigure):
    """Hourly closing prices of one unit of ``base`` in ``quote``, the oldest first."""

    base: str
    quote: str
    prices: tuple[PriceDecimal, ...] = Field(min_length=2, max_length=MAX_HOURLY_CLOSES)


class RateNote(Value):
    """How a rate came about, by a key: ``through``, ``other_bank``, ``median`` or ``peg``."""

    key: str
    values: dict[str, str] = Field(default_factory=dict)


class Rate(SourcedFigure):
    """An official rate: one unit of ``base`` is worth ``value`` of ``quote``.

    ``day`` is the date that the publisher gave it; ``side`` is ``mid``, or ``buying`` or
    ``selling`` where a publisher gives both. ``notes`` is what ``note`` says, for translation.
    """

    base: str
    quote: str
    value: PriceDecimal
    day: dt.date
    side: str = "mid"
    notes: tuple[RateNote, ...] = Field(default=(), exclude_if=_is_empty)


class OtcQuote(SourcedFigure):
    """A dealing price that a person entered: one unit of ``base`` costs ``price`` of ``quote``.

    ``said_by`` is who entered it; ``fee`` is a share of the sum.
    """

    base: str
    quote: str
    price: PriceDecimal
    fee: FigureDecimal = Field(default=Decimal(0), ge=0)
    said_by: str = ""

    def to_book(self) -> OrderBook:
        """The quote as a book of one level that is deep enough for every sum."""
        level = PriceLevel(price=self.price, size=Decimal(10) ** 15)
        who = f" ({self.said_by})" if self.said_by else ""
        return OrderBook(
            source=f"{self.source}{who}", as_of=self.as_of, max_age=self.max_age, basis=self.basis,
            expires=self.expires, note=self.note, base=self.base, quote=self.quote,
            bids=(level,), asks=(level,),
        )  # fmt: skip


class Failure(Value):
    """Why a source gave nothing.

    ``sentence`` is English. ``key`` and ``values`` make the same sentence in another language
    (message ``failure_<key>``); snapshots of earlier versions lack them.
    """

    source: str
    sentence: str
    kind: str = "unavailable"
    key: str = Field(default="", exclude_if=_is_empty)
    values: dict[str, str] = Field(default_factory=dict, exclude_if=_is_empty)
