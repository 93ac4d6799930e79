"""Where to buy and where to sell: of all markets for a pair, the best for the size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from knowledge.market.models import Basis, OrderBook
from knowledge.money import exact
from knowledge.settlement import order_book
from knowledge.settlement.context import Desk, Unavailable
from knowledge.settlement.crypto_route import Venue
from knowledge.settlement.order_book import InsufficientDepth
from knowledge.settlement.reference_data import Row

# The size is only known roughly when venues are compared: fees make a little more necessary.
_MARGIN = Decimal("1.02")


@dataclass(frozen=True)
class Choice:
    """A venue, and the reference rows that its fees were taken from."""

    venue: Venue
    taker: Row | None
    payout: Row | None = None


def all_for(desk: Desk, asset: str, money: str) -> list[Choice]:
    """Every market in which the asset is dealt for the money; Unavailable when there is none."""
    known = desk.snapshot.find_books(asset, money)
    fresh = [book for book in known if book.is_fresh(desk.at)]
    if not known:
        raise Unavailable("no_market", asset=asset, money=money)
    if not fresh:
        raise Unavailable("stale_book", pair=f"{asset}/{money}", source=known[0].source)
    lot = desk.reference.row(f"lot.{asset}", "lot.default").number
    return [_choice(desk, book, lot) for book in fresh]


def _choice(desk: Desk, book: OrderBook, lot: Decimal) -> Choice:
    if book.basis in (Basis.USER, Basis.OPERATOR):
        fees = [
            quote.fee
            for quote in desk.snapshot.otc
            if (quote.base, quote.quote) == (book.base, book.quote)
        ]
        return Choice(Venue(book, fees[0] if fees else Decimal(0), lot), None)
    taker = desk.reference.row(f"taker.{book.source.lower()}", "taker.default")
    payout = desk.reference.row("payout.pct")
    venue = Venue(book, taker.number, lot, "quote", Decimal(0), payout.number)
    return Choice(venue, taker, payout)


def to_buy(choices: Sequence[Choice], size: Decimal) -> Choice:
    """Where so much of the asset costs the least; depositing money there is taken to be free."""

    def cost(venue: Venue) -> Decimal:
        return order_book.buy(venue.book, size * _MARGIN).worth * (1 + venue.taker)

    best = _best(choices, cost)
    venue = Venue(best.venue.book, best.venue.taker, best.venue.lot, best.venue.fee_in)
    return Choice(venue, best.taker)


def to_sell(choices: Sequence[Choice], size: Decimal) -> Choice:
    """Where so much of the asset brings the most in the payee's account."""

    def lost(venue: Venue) -> Decimal:
        return -order_book.sell(venue.book, size).worth * (1 - venue.taker) * (1 - venue.pct)

    return _best(choices, lost)


def _best(choices: Sequence[Choice], cost: Callable[[Venue], Decimal]) -> Choice:
    """The choice of least cost among those whose book is deep enough."""
    found: list[tuple[Decimal, int]] = []
    thin: list[InsufficientDepth] = []
    with exact():
        for i, choice in enumerate(choices):
            try:
                found.append((cost(choice.venue), i))
            except InsufficientDepth as error:
                thin.append(error)
    if not found:
        raise max(thin, key=lambda error: error.largest)
    return choices[min(found)[1]]
