"""Chooses where to buy and to sell: of all markets for a pair, the cheapest for the size."""

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

# When venues are compared the size is only an estimate without fees, which require a little more.
_SIZE_MARGIN = Decimal("1.02")


@dataclass(frozen=True)
class VenueChoice:
    """A venue, and the reference rows of its fees; None for a rate entered by hand."""

    venue: RouteVenue
    taker: ReferenceRow | None
    payout: ReferenceRow | None = None


def list_venues(context: EstimateContext, asset: str, money: str) -> list[VenueChoice]:
    """Every fresh market that trades the asset for the money, with its fees.

    RailUnavailableError when there is none, or only stale ones.
    """
    known = context.snapshot.find_books(asset, money)
    fresh = [book for book in known if book.is_fresh(context.moment)]
    if not known:
        raise RailUnavailableError("no_market", asset=asset, money=money)
    if not fresh:
        raise RailUnavailableError("stale_book", pair=f"{asset}/{money}", source=known[0].source)
    lot = context.reference.row(f"lot.{asset}", "lot.default").number
    return [_build_choice(context, book, lot) for book in fresh]


def _build_choice(context: EstimateContext, book: OrderBook, lot: Decimal) -> VenueChoice:
    """The book with its fees: those entered with a rate, or the exchange's reference rows."""
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
    """The venue where ``size`` of the asset costs the least; deposits are assumed to be free.

    InsufficientDepthError when every book is too thin.
    """

    def cost(venue: RouteVenue) -> Decimal:
        return order_book.fill_buy_order(venue.book, size * _SIZE_MARGIN).worth * (1 + venue.taker)

    best = _choose_cheapest(choices, cost)
    venue = RouteVenue(best.venue.book, best.venue.taker, best.venue.lot, best.venue.fee_in)
    return VenueChoice(venue, best.taker)


def choose_selling_venue(choices: Sequence[VenueChoice], size: Decimal) -> VenueChoice:
    """The venue where selling ``size`` of the asset pays out the most.

    InsufficientDepthError when every book is too thin.
    """

    def negative_payout(venue: RouteVenue) -> Decimal:
        return (
            -order_book.fill_sell_order(venue.book, size).worth
            * (1 - venue.taker)
            * (1 - venue.pct)
        )

    return _choose_cheapest(choices, negative_payout)


def _choose_cheapest(
    choices: Sequence[VenueChoice], cost: Callable[[RouteVenue], Decimal]
) -> VenueChoice:
    """The choice of least cost among those whose book is deep enough, the first of equals."""
    costs: list[tuple[Decimal, int]] = []
    errors: list[InsufficientDepthError] = []
    with exact():
        for i, choice in enumerate(choices):
            try:
                costs.append((cost(choice.venue), i))
            except InsufficientDepthError as error:
                errors.append(error)
    if not costs:
        raise max(errors, key=lambda error: error.largest)
    return choices[min(costs)[1]]
