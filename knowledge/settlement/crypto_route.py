"""A payment through a crypto-asset, worked backwards from what the payee gets, or forwards.

The payer's money buys the asset on one exchange, the asset is sent, and another exchange turns it
into the payee's money; either exchange is left out where a party holds or wants the asset itself.
Amounts are rounded at four places only: what the payer pays and quantities worked backwards up,
what the payee gets and quantities worked forwards down, and orders to the exchange's lot.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from knowledge.errors import AmountTooSmallError
from knowledge.market.models import OrderBook
from knowledge.money import (
    decimals,
    exact,
    round_down,
    round_down_to_lot,
    round_up,
    round_up_to_lot,
)
from knowledge.settlement import order_book
from knowledge.settlement.order_book import Fill

ZERO = Decimal(0)


@dataclass(frozen=True)
class RouteVenue:
    """An exchange as one end of a route uses it.

    ``flat`` and ``pct`` are what it takes for a deposit (buying end) or a payout (selling end);
    shares are fractions, 0.001 is 0.1 %.
    """

    book: OrderBook
    taker: Decimal
    lot: Decimal
    fee_in: Literal["base", "quote"] = "quote"
    flat: Decimal = ZERO
    pct: Decimal = ZERO


@dataclass(frozen=True)
class AssetTransfer:
    """How the asset travels: the exchange's flat fee in the asset, or the chain's in its coin.

    ``native_price`` is in the payer's money.
    """

    withdraw_fee: Decimal = ZERO
    native_fee: Decimal = ZERO
    native_price: Decimal = ZERO


@dataclass(frozen=True)
class CryptoRoute:
    """Two ends and the way between. ``payer`` or ``payee`` is the asset where an end is missing."""

    payer: str
    payee: str
    asset: str
    network: str
    transfer: AssetTransfer
    onramp: RouteVenue | None = None
    offramp: RouteVenue | None = None

    @property
    def mid_on(self) -> Decimal:
        """The payer's money for one unit of the asset, at mid."""
        return self.onramp.book.mid if self.onramp else Decimal(1)

    @property
    def mid_off(self) -> Decimal:
        """The payee's money for one unit of the asset, at mid."""
        return self.offramp.book.mid if self.offramp else Decimal(1)

    @property
    def cross(self) -> Decimal:
        """The payer's money for one unit of the payee's, through the asset at mid."""
        with exact():
            return self.mid_on / self.mid_off


@dataclass(frozen=True)
class RouteAmounts:
    """Every quantity along a route; ``bought`` and ``sold`` are of the asset."""

    route: CryptoRoute
    payer_pays: Decimal
    payee_gets: Decimal
    payer_fiat: Decimal
    buy_total: Decimal
    buy_cost: Decimal
    bought: Decimal
    leaving: Decimal
    sold: Decimal
    proceeds: Decimal
    gross: Decimal
    own_network_fee: Decimal
    quote_needed: Decimal | None = None
    buying: Fill | None = None
    selling: Fill | None = None
    warnings: tuple[str, ...] = field(default=())


def compute_for_payee(route: CryptoRoute, amount: Decimal) -> RouteAmounts:
    """What the payer pays so that the payee gets exactly ``amount`` of their money."""
    places = decimals(route.asset, route.network)
    with exact():
        amount = round_up(amount, decimals(route.payee, route.network))
        needed: Decimal | None = None
        selling: Fill | None = None
        if route.offramp:
            off = route.offramp
            gross = round_up((amount + off.flat) / (1 - off.pct), decimals(route.payee))
            needed = gross / (1 - off.taker)
            sold = order_book.find_sell_size(off.book, needed, off.lot)
            selling = order_book.fill_sell_order(off.book, sold)
            proceeds = selling.worth
        else:
            gross = proceeds = sold = round_up(amount, places)
        leaving = round_up(sold + route.transfer.withdraw_fee, places)
        own = _own_network_fee(route)
        if not route.onramp:
            paid = leaving
            return RouteAmounts(
                route, paid, amount, paid, paid, paid, paid, leaving, sold, proceeds, gross,
                own, needed, None, selling,
            )  # fmt: skip
        on = route.onramp
        in_base = on.fee_in == "base"
        bought = round_up_to_lot(leaving / (1 - on.taker) if in_base else leaving, on.lot)
        buying = order_book.fill_buy_order(on.book, bought)
        total = buying.worth if in_base else buying.worth * (1 + on.taker)
        money = decimals(route.payer)
        fiat = round_up((round_up(total, money) + on.flat) / (1 - on.pct), money)
        return RouteAmounts(
            route, fiat + own, amount, fiat, total, buying.worth, bought, leaving, sold, proceeds,
            gross, own, needed, buying, selling,
        )  # fmt: skip


def compute_for_budget(route: CryptoRoute, budget: Decimal) -> RouteAmounts:
    """What the payee gets when the payer spends exactly ``budget``, the network fee included."""
    places = decimals(route.asset, route.network)
    with exact():
        own = _own_network_fee(route)
        budget = round_down(budget, decimals(route.payer, route.network))
        fiat = budget - own
        buying: Fill | None = None
        if route.onramp:
            on = route.onramp
            deposit = round_down(fiat * (1 - on.pct) - on.flat, decimals(route.payer))
            if deposit <= 0:
                raise AmountTooSmallError
            in_base = on.fee_in == "base"
            spend = deposit if in_base else deposit / (1 + on.taker)
            bought = order_book.find_buy_size(on.book, spend, on.lot)
            if bought <= 0:
                raise AmountTooSmallError
            buying = order_book.fill_buy_order(on.book, bought)
            cost, total = buying.worth, buying.worth * (1 if in_base else 1 + on.taker)
            leaving = round_down(bought * (1 - on.taker) if in_base else bought, places)
        else:
            bought = leaving = cost = total = round_down(fiat, places)
        sendable = leaving - route.transfer.withdraw_fee
        selling: Fill | None = None
        if route.offramp:
            off = route.offramp
            sold = round_down_to_lot(sendable, off.lot)
            if sold <= 0:
                raise AmountTooSmallError
            selling = order_book.fill_sell_order(off.book, sold)
            proceeds = selling.worth
            money = decimals(route.payee)
            gross = round_down(proceeds * (1 - off.taker), money)
            gets = round_down(gross * (1 - off.pct) - off.flat, money)
        else:
            sold = proceeds = gross = gets = round_down(sendable, places)
        if gets <= 0:
            raise AmountTooSmallError
        return RouteAmounts(
            route, budget, gets, fiat, total, cost, bought, leaving, sold, proceeds, gross, own,
            None, buying, selling,
        )  # fmt: skip


def _own_network_fee(route: CryptoRoute) -> Decimal:
    if not route.transfer.native_fee:
        return ZERO
    places = decimals(route.payer, route.network)
    return round_up(route.transfer.native_fee * route.transfer.native_price, places)
