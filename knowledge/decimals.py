"""Decimal numbers from outside, with bounds on their length and size.

``Decimal("1e999999999")`` is made in no time, and costs gigabytes or hours once it is formatted,
rounded or made an integer.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

# All that a 64-bit float can be fits (1.8e308), so that no honest answer is refused for a field
# that is not read.
MAX_NUMBER_CHARS = 400
MAX_EXPONENT = 400
# A bitcoin in rials is the dearest pair (1e11), the cheapest tokens cost 1e-10 dollars. A payment
# of 1e12 at such a price still has its cents within the 34 digits that are computed with.
MAX_PRICE, MIN_PRICE = Decimal("1e13"), Decimal("1e-13")
# Sums and fees: the cheapest tokens have a supply of 1e15, an ether is 1e18 wei.
MAX_FIGURE = Decimal("1e18")
# Exchanges write a price in at most thirty characters. What is as small as ``MIN_PRICE`` and has
# sixty digits ends at the 73rd decimal.
MAX_PRICE_CHARS = 60
MAX_DECIMAL_PLACES = 80


def parse_decimal(value: object) -> Decimal:
    """The number that a text, an integer or a decimal is; NaN and infinities are left to callers.

    ValueError for everything else, floats and booleans too, and for numbers out of bounds.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise ValueError("no number")
    if isinstance(value, str) and len(value) > MAX_NUMBER_CHARS:
        raise ValueError("a number that is too long")
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ValueError("no number") from None
    if number.is_finite() and abs(number.adjusted()) > MAX_EXPONENT:
        raise ValueError("a number that is too large or too small")
    return number


def is_price(number: Decimal) -> bool:
    """Whether a price or a rate can be so large and so fine; not so zero, NaN and infinities."""
    return (
        number.is_finite()
        and MIN_PRICE <= number <= MAX_PRICE
        and len(str(number)) <= MAX_PRICE_CHARS
    )


def check_figure(number: Decimal) -> Decimal:
    """The number itself; ValueError when no sum, fee or share is so large or so fine.

    The exponent of a zero counts as well: 0e999999999 is written with as many zeros.
    """
    if not number.is_finite():
        raise ValueError("no finite number")
    if abs(number.adjusted()) > MAX_DECIMAL_PLACES or number.copy_abs() > MAX_FIGURE:
        raise ValueError("a figure that is too large or too fine")
    return number
