"""Where to buy and where to sell: of all markets for a pair, the best for the size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from knowledge.errors import InsufficientDepthError, RailUnavailableError
from knowledge.market.models import Basis, OrderBook
from knowledge.money import exact
from knowledge.settlement import order_book
from knowledge.settlement.context import EstimateContext
from knowledge.settlement.crypto_route import RouteVenue
from knowledge.settlement.reference_data import ReferenceRow

# The size is only known roughly when venues are compared: fees make a little more necessary.
_MARGIN = Decimal("1.02")


@dataclass(frozen=True)
class VenueChoice:
    """A venue, and the reference rows that its fees were taken from."""

    venue: RouteVenue
    taker: ReferenceRow | None
    payout: ReferenceRow | None = None


def list_venues(context: EstimateContext, asset: str, money: str) -> list[VenueChoice]:
    """Every market that trades the asset for the money; RailUnavailableError when none does."""
    known = context.snapshot.find_books(asset, money)
    fresh = [book for book in known if book.is_fresh(context.moment)]
    if not known:
        raise RailUnavailableError("no_market", asset=asset, money=money)
    if not fresh:
        raise RailUnavailableError("stale_book", pair=f"{asset}/{money}", source=known[0].source)
    lot = context.reference.row(f"lot.{asset}", "lot.default").number
    return [_build_choice(context, book, lot) for book in fresh]


def _build_choice(context: EstimateContext, book: OrderBook, lot: Decimal) -> VenueChoice:
    if book.basis in (Basis.USER, Basis.OPERATOR):
        fees = [
            quote.fee
            for quote in context.snapshot.otc
            if (quote.base, quote.quote) == (book.base, book.quote)
        ]
        return VenueChoice(RouteVenue(book, fees[0] if fees else Decimal(0), lot), None)
    taker = context.reference.row(f"taker.{book.source.lower()}", "taker.default")
    payout = context.reference.row("payout.pct")
    venue = RouteVenue(book, taker.number, lot, "quote", Decimal(0), payout.number)
    return VenueChoice(venue, taker, payout)


def choose_buying_venue(choices: Sequence[VenueChoice], size: Decimal) -> VenueChoice:
    """Where so much of the asset costs the least; depositing money there is taken to be free."""

    def cost(venue: RouteVenue) -> Decimal:
        return order_book.fill_buy_order(venue.book, size * _MARGIN).worth * (1 + venue.taker)

    best = _choose_cheapest(choices, cost)
    venue = RouteVenue(best.venue.book, best.venue.taker, best.venue.lot, best.venue.fee_in)
    return VenueChoice(venue, best.taker)


def choose_selling_venue(choices: Sequence[VenueChoice], size: Decimal) -> VenueChoice:
    """Where so much of the asset brings the most in the payee's account."""

    def lost(venue: RouteVenue) -> Decimal:
        return (
            -order_book.fill_sell_order(venue.book, size).worth
            * (1 - venue.taker)
            * (1 - venue.pct)
        )

    return _choose_cheapest(choices, lost)


def _choose_cheapest(
    choices: Sequence[VenueChoice], cost: Callable[[RouteVenue], Decimal]
) -> VenueChoice:
    """The choice of least cost among those whose book is deep enough."""
    found: list[tuple[Decimal, int]] = []
    thin: list[InsufficientDepthError] = []
    with exact():
        for i, choice in enumerate(choices):
            try:
                found.append((cost(choice.venue), i))
            except InsufficientDepthError as error:
                thin.append(error)
    if not found:
        raise max(thin, key=lambda error: error.largest)
    return choices[min(found)[1]]
