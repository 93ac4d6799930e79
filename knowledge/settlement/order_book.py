"""Fills orders against the levels of an order book; nothing is assumed beyond the last level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from knowledge.errors import InsufficientDepthError
from knowledge.market.models import OrderBook, PriceLevel
from knowledge.money import exact, round_down_to_lot, round_up_to_lot

# An order above either moves the market, and the reply warns: its slippage in basis points, and
# its share of the visible side of the book.
WARN_SLIPPAGE_BPS = Decimal(50)
WARN_SHARE = Decimal("0.5")


@dataclass(frozen=True)
class Fill:
    """An order as it would be filled: ``size`` of the base for ``worth`` of the quote.

    ``best`` is the price of the first level and ``worst`` of the last that the order reaches;
    ``levels`` is the number of levels reached, ``share`` the fraction of the visible side taken.
    """

    size: Decimal
    worth: Decimal
    worst: Decimal
    best: Decimal
    levels: int
    share: Decimal

    @property
    def average(self) -> Decimal:
        """The average price, in the quote for one unit of the base."""
        with exact():
            return self.worth / self.size

    @property
    def slippage_bps(self) -> Decimal:
        """How far the average price is from the best, in basis points."""
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
    """The smallest size in whole lots whose sale brings at least ``worth`` of the quote.

    InsufficientDepthError when the bids run out.
    """
    return round_up_to_lot(_find_size(book, book.bids, worth), lot)


def find_buy_size(book: OrderBook, worth: Decimal, lot: Decimal) -> Decimal:
    """The largest size in whole lots that ``worth`` of the quote buys; the rest stays unspent.

    InsufficientDepthError when the asks run out.
    """
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
    """The size of the base that trades for exactly ``worth`` of the quote, before lots."""
    with exact():
        left, size = worth, Decimal(0)
        for level in levels:
            room = level.size * level.price
            if left <= room:
                return size + left / level.price
            left -= room
            size += level.size
        raise InsufficientDepthError(book.source, book.base, book.quote, size)
