"""Exact money: how many decimals a currency has, and the few places where it may be rounded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import (
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    localcontext,
)
from functools import cache

from knowledge.assets import load_assets
from knowledge.errors import UsageError

PRECISION = 34


@contextmanager
def exact() -> Iterator[Context]:
    """A decimal context of 34 digits, half even; nothing in it is rounded to a currency."""
    with localcontext(Context(prec=PRECISION, rounding=ROUND_HALF_EVEN)) as context:
        yield context


@cache
def _national() -> dict[str, int]:
    from iso4217 import Currency

    return {c.code: c.exponent for c in Currency if c.exponent is not None}


def is_crypto(currency: str) -> bool:
    """Whether the code is a crypto-asset whose decimals are known."""
    return load_assets().is_crypto(currency)


def is_national(currency: str) -> bool:
    """Whether ISO 4217 knows the code as money with a minor unit."""
    return currency in _national()


def decimals(currency: str, network: str | None = None) -> int:
    """How many decimals amounts of the currency have: ISO 4217's minor unit, or the token's.

    UsageError for an unknown code.
    """
    registry = load_assets()
    if registry.is_crypto(currency):
        return registry.assets[currency].decimals_for(network)
    if currency not in _national():
        raise UsageError(
            f"{currency[:12]!r} is not a known currency code.",
            key="currency_unknown",
            values={"code": currency[:12]},
        )
    return _national()[currency]


def round_up(value: Decimal, places: int) -> Decimal:
    """What a payer pays: the least amount of ``places`` decimals that is not below the value."""
    return _quantize(value, places, ROUND_CEILING)


def round_down(value: Decimal, places: int) -> Decimal:
    """What a payee gets: the greatest amount of ``places`` decimals that is not above the value."""
    return _quantize(value, places, ROUND_FLOOR)


def round_half_up(value: Decimal, places: int) -> Decimal:
    """The value as displayed: rounded half up."""
    return _quantize(value, places, ROUND_HALF_UP)


def round_significant(value: Decimal, digits: int, *, places: int = 0) -> Decimal:
    """The value rounded half up to ``digits`` significant digits, but never to fewer than
    ``places`` decimals: a rate of 0.0000332 keeps its digits where four decimals would not.
    """
    return round_half_up(value, max(places, digits - 1 - value.adjusted()))


def _quantize(value: Decimal, places: int, rounding: str) -> Decimal:
    with exact():
        return value.quantize(Decimal(1).scaleb(-places), rounding=rounding)


def round_up_to_lot(value: Decimal, lot: Decimal) -> Decimal:
    """The least multiple of an exchange's lot step that is not below the value."""
    return _round_to_lot(value, lot, ROUND_CEILING)


def round_down_to_lot(value: Decimal, lot: Decimal) -> Decimal:
    """The greatest multiple of an exchange's lot step that is not above the value."""
    return _round_to_lot(value, lot, ROUND_FLOOR)


def _round_to_lot(value: Decimal, lot: Decimal, rounding: str) -> Decimal:
    with exact():
        return (value / lot).quantize(Decimal(1), rounding=rounding) * lot
