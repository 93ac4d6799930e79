"""What an order of a given size costs against the levels of a book; nothing beyond the book."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from knowledge.errors import InsufficientDepthError
from knowledge.market.models import OrderBook, PriceLevel
from knowledge.money import exact, round_down_to_lot, round_up_to_lot

# More than these and the size moves the market: the reply warns.
WARN_SLIPPAGE_BPS = Decimal(50)
WARN_SHARE = Decimal("0.5")


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


def fill_buy_order(book: OrderBook, size: Decimal) -> Fill:
    """The fill of an order to buy ``size`` of the base.

    InsufficientDepthError when the asks run out.
    """
    return _fill_order(book, book.asks, size)


def fill_sell_order(book: OrderBook, size: Decimal) -> Fill:
    """The fill of an order to sell ``size`` of the base.

    InsufficientDepthError when the bids run out.
    """
    return _fill_order(book, book.bids, size)


def find_sell_size(book: OrderBook, worth: Decimal, lot: Decimal) -> Decimal:
    """The least number of lots whose sale brings at least ``worth`` of the quote."""
    return round_up_to_lot(_find_size(book, book.bids, worth), lot)


def find_buy_size(book: OrderBook, worth: Decimal, lot: Decimal) -> Decimal:
    """The greatest number of lots that ``worth`` of the quote buys; the rest stays unspent."""
    return round_down_to_lot(_find_size(book, book.asks, worth), lot)


def _fill_order(book: OrderBook, levels: Sequence[PriceLevel], size: Decimal) -> Fill:
    with exact():
        left, worth = size, Decimal(0)
        for touched, level in enumerate(levels, 1):
            taken = min(left, level.size)
            worth += taken * level.price
            left -= taken
            if left <= 0:
                total = sum((x.size for x in levels), Decimal(0))
                return Fill(size, worth, level.price, levels[0].price, touched, size / total)
        raise InsufficientDepthError(book.source, book.base, book.quote, size - left)


def _find_size(book: OrderBook, levels: Sequence[PriceLevel], worth: Decimal) -> Decimal:
    with exact():
        left, size = worth, Decimal(0)
        for level in levels:
            room = level.size * level.price
            if left <= room:
                return size + left / level.price
            left -= room
            size += level.size
        raise InsufficientDepthError(book.source, book.base, book.quote, size)
