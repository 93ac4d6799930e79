"""What an order of a given size costs against the levels of a book; nothing beyond the book."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from knowledge.market.models import OrderBook, PriceLevel
from knowledge.money import exact, lot_down, lot_up

# More than these and the size moves the market: the reply warns.
WARN_SLIPPAGE_BPS = Decimal(50)
WARN_SHARE = Decimal("0.5")


class InsufficientDepth(Exception):
    """The book runs out. ``largest`` is how much of the base it holds on that side."""

    def __init__(self, book: OrderBook, largest: Decimal, worth: Decimal) -> None:
        super().__init__(f"the {book.base}/{book.quote} book holds {largest} {book.base} only")
        self.book, self.largest, self.worth = book, largest, worth


@dataclass(frozen=True)
class Fill:
    """An order as it would be filled: ``size`` of the base for ``worth`` of the quote.

    ``worst`` is the last price touched, ``levels`` how many were, ``share`` the part of the
    visible side that the order takes, ``best`` the first price.
    """

    size: Decimal
    worth: Decimal
    worst: Decimal
    best: Decimal
    levels: int
    share: Decimal

    @property
    def average(self) -> Decimal:
        """The average price."""
        with exact():
            return self.worth / self.size

    @property
    def slippage_bps(self) -> Decimal:
        """How far the average price is from the best, in hundredths of a percent."""
        with exact():
            return abs(self.average - self.best) / self.best * 10000

    @property
    def heavy(self) -> bool:
        """Whether the order moves the market or takes most of what is visible."""
        return self.slippage_bps > WARN_SLIPPAGE_BPS or self.share > WARN_SHARE


def buy(book: OrderBook, size: Decimal) -> Fill:
    """The cost of buying ``size`` of the base; InsufficientDepth when the asks run out."""
    return _walk(book, book.asks, size)


def sell(book: OrderBook, size: Decimal) -> Fill:
    """The proceeds of selling ``size`` of the base; InsufficientDepth when the bids run out."""
    return _walk(book, book.bids, size)


def size_to_raise(book: OrderBook, worth: Decimal, lot: Decimal) -> Decimal:
    """The least number of lots whose sale brings at least ``worth`` of the quote."""
    return lot_up(_size(book, book.bids, worth), lot)


def size_for(book: OrderBook, worth: Decimal, lot: Decimal) -> Decimal:
    """The greatest number of lots that ``worth`` of the quote buys; the rest stays unspent."""
    return lot_down(_size(book, book.asks, worth), lot)


def _walk(book: OrderBook, levels: Sequence[PriceLevel], size: Decimal) -> Fill:
    with exact():
        left, worth = size, Decimal(0)
        for touched, level in enumerate(levels, 1):
            taken = min(left, level.size)
            worth += taken * level.price
            left -= taken
            if left <= 0:
                total = sum((x.size for x in levels), Decimal(0))
                return Fill(size, worth, level.price, levels[0].price, touched, size / total)
        raise InsufficientDepth(book, size - left, worth)


def _size(book: OrderBook, levels: Sequence[PriceLevel], worth: Decimal) -> Decimal:
    with exact():
        left, size = worth, Decimal(0)
        for level in levels:
            room = level.size * level.price
            if left <= room:
                return size + left / level.price
            left -= room
            size += level.size
        raise InsufficientDepth(book, size, worth - left)
