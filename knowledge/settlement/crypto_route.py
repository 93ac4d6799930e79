"""The amounts along a payment through a crypto-asset, from the payee's sum or from a budget.

The payer's money buys the asset on one exchange, the asset is sent, and another exchange turns it
into the payee's money; either exchange is left out where a party holds or wants the asset itself.
Rounding never favours the customer: what the payer pays and quantities computed backwards go up,
what the payee gets and quantities computed forwards go down, orders to the exchange's lot.
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
    """An exchange at one end of a route, with its fees.

    ``taker`` and ``pct`` are fractions (0.001 is 0.1 %). ``flat`` and ``pct`` are the fee for a
    deposit at the buying end and for a payout at the selling end, ``flat`` in the money of that
    end. ``lot`` is the smallest step of an order, in the asset. The taker fee is taken from
    ``fee_in``: the asset (``base``) or the money (``quote``).
    """

    book: OrderBook
    taker: Decimal
    lot: Decimal
    fee_in: Literal["base", "quote"] = "quote"
    flat: Decimal = ZERO
    pct: Decimal = ZERO


@dataclass(frozen=True)
class AssetTransfer:
    """The fees for sending the asset: the exchange's in the asset, the network's in its own coin.

    ``native_price`` is the price of that coin in the payer's money.
    """

    withdraw_fee: Decimal = ZERO
    native_fee: Decimal = ZERO
    native_price: Decimal = ZERO


@dataclass(frozen=True)
class CryptoRoute:
    """Two exchanges and the transfer between them.

    ``payer`` and ``payee`` are currency codes. Without ``onramp`` ``payer`` is the asset itself,
    without ``offramp`` ``payee`` is.
    """

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
    """Every quantity along a route.

    In the payer's money: ``payer_pays``, of which ``payer_fiat`` is deposited, ``buy_total`` spent
    and ``buy_cost`` the price of the order without its fee; ``own_network_fee``. In the asset:
    ``bought``, ``leaving`` (the withdrawal with its fee) and ``sold``. In the payee's money:
    ``quote_needed`` (what the sale has to bring), ``proceeds``, ``gross`` (less the taker fee) and
    ``payee_gets``.
    """

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


@dataclass(frozen=True)
class _Purchase:
    """The amounts at the buying end, named as in ``RouteAmounts``."""

    payer_fiat: Decimal
    buy_total: Decimal
    buy_cost: Decimal
    bought: Decimal
    leaving: Decimal
    fill: Fill | None = None


@dataclass(frozen=True)
class _Sale:
    """The amounts at the selling end, named as in ``RouteAmounts``."""

    sold: Decimal
    proceeds: Decimal
    gross: Decimal
    payee_gets: Decimal
    quote_needed: Decimal | None = None
    fill: Fill | None = None


def compute_for_payee(route: CryptoRoute, amount: Decimal) -> RouteAmounts:
    """What the payer pays so that the payee gets exactly ``amount`` of their money.

    InsufficientDepthError when an order book is too thin.
    """
    with exact():
        sale = _size_sale(route, round_up(amount, decimals(route.payee, route.network)))
        places = decimals(route.asset, route.network)
        purchase = _size_purchase(route, round_up(sale.sold + route.transfer.withdraw_fee, places))
        own_fee = _compute_own_network_fee(route)
        # Where the payer holds the asset, the network's fee is not part of the sum that they send.
        payer_pays = purchase.payer_fiat + own_fee if route.onramp else purchase.payer_fiat
        return _build_amounts(route, payer_pays, own_fee, purchase, sale)


def compute_for_budget(route: CryptoRoute, budget: Decimal) -> RouteAmounts:
    """What the payee gets when the payer spends exactly ``budget``, the network fee included.

    AmountTooSmallError when nothing would arrive, InsufficientDepthError when an order book is too
    thin.
    """
    with exact():
        own_fee = _compute_own_network_fee(route)
        budget = round_down(budget, decimals(route.payer, route.network))
        purchase = _spend_fiat(route, budget - own_fee)
        sale = _sell_asset(route, purchase.leaving - route.transfer.withdraw_fee)
        if sale.payee_gets <= 0:
            raise AmountTooSmallError
        return _build_amounts(route, budget, own_fee, purchase, sale)


def _size_sale(route: CryptoRoute, amount: Decimal) -> _Sale:
    """The smallest sale after which the payee gets ``amount``."""
    off = route.offramp
    if off is None:
        sold = round_up(amount, decimals(route.asset, route.network))
        return _Sale(sold, sold, sold, amount)
    gross = round_up((amount + off.flat) / (1 - off.pct), decimals(route.payee))
    needed = gross / (1 - off.taker)
    sold = order_book.find_sell_size(off.book, needed, off.lot)
    fill = order_book.fill_sell_order(off.book, sold)
    return _Sale(sold, fill.worth, gross, amount, needed, fill)


def _size_purchase(route: CryptoRoute, leaving: Decimal) -> _Purchase:
    """The smallest purchase from which ``leaving`` of the asset can be withdrawn."""
    on = route.onramp
    if on is None:
        return _Purchase(leaving, leaving, leaving, leaving, leaving)
    is_fee_in_asset = on.fee_in == "base"
    bought = round_up_to_lot(leaving / (1 - on.taker) if is_fee_in_asset else leaving, on.lot)
    fill = order_book.fill_buy_order(on.book, bought)
    total = fill.worth if is_fee_in_asset else fill.worth * (1 + on.taker)
    places = decimals(route.payer)
    fiat = round_up((round_up(total, places) + on.flat) / (1 - on.pct), places)
    return _Purchase(fiat, total, fill.worth, bought, leaving, fill)


def _spend_fiat(route: CryptoRoute, fiat: Decimal) -> _Purchase:
    """The largest purchase that ``fiat`` of the payer's money pays for."""
    on, places = route.onramp, decimals(route.asset, route.network)
    if on is None:
        bought = round_down(fiat, places)
        return _Purchase(fiat, bought, bought, bought, bought)
    deposit = round_down(fiat * (1 - on.pct) - on.flat, decimals(route.payer))
    if deposit <= 0:
        raise AmountTooSmallError
    is_fee_in_asset = on.fee_in == "base"
    spend = deposit if is_fee_in_asset else deposit / (1 + on.taker)
    bought = order_book.find_buy_size(on.book, spend, on.lot)
    if bought <= 0:
        raise AmountTooSmallError
    fill = order_book.fill_buy_order(on.book, bought)
    total = fill.worth * (1 if is_fee_in_asset else 1 + on.taker)
    leaving = round_down(bought * (1 - on.taker) if is_fee_in_asset else bought, places)
    return _Purchase(fiat, total, fill.worth, bought, leaving, fill)


def _sell_asset(route: CryptoRoute, received: Decimal) -> _Sale:
    """The sale of all that was received, and what the payee gets of it."""
    off = route.offramp
    if off is None:
        sold = round_down(received, decimals(route.asset, route.network))
        return _Sale(sold, sold, sold, sold)
    sold = round_down_to_lot(received, off.lot)
    if sold <= 0:
        raise AmountTooSmallError
    fill = order_book.fill_sell_order(off.book, sold)
    places = decimals(route.payee)
    gross = round_down(fill.worth * (1 - off.taker), places)
    return _Sale(
        sold, fill.worth, gross, round_down(gross * (1 - off.pct) - off.flat, places), fill=fill
    )


def _build_amounts(
    route: CryptoRoute, payer_pays: Decimal, own_fee: Decimal, purchase: _Purchase, sale: _Sale
) -> RouteAmounts:
    return RouteAmounts(
        route=route,
        payer_pays=payer_pays,
        payee_gets=sale.payee_gets,
        payer_fiat=purchase.payer_fiat,
        buy_total=purchase.buy_total,
        buy_cost=purchase.buy_cost,
        bought=purchase.bought,
        leaving=purchase.leaving,
        sold=sale.sold,
        proceeds=sale.proceeds,
        gross=sale.gross,
        own_network_fee=own_fee,
        quote_needed=sale.quote_needed,
        buying=purchase.fill,
        selling=sale.fill,
    )


def _compute_own_network_fee(route: CryptoRoute) -> Decimal:
    """The network fee that the payer pays themselves, in their money."""
    if not route.transfer.native_fee:
        return ZERO
    places = decimals(route.payer, route.network)
    return round_up(route.transfer.native_fee * route.transfer.native_price, places)
