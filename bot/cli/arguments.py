"""What is written on a command line, understood: an amount, a country."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from knowledge.errors import UsageError
from knowledge.places.jurisdictions import find_place_codes, is_known_place


def parse_amount(text: str) -> Decimal:
    """An amount with a point for its decimals; UsageError for what is none."""
    try:
        value = Decimal(text.replace("_", ""))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value <= 0:
        raise UsageError(f"{text[:30]!r} is no amount.", fix="Write it like 250000 or 0.75.")
    return value


def parse_country(text: str) -> str:
    """The code of a country, given by code or by name; UsageError for what is none."""
    if is_known_place(text.strip().upper()):
        return text.strip().upper()
    found = [code for code in find_place_codes(text) if len(code) == 2]
    if not found:
        raise UsageError(f"{text[:30]!r} is no country that I know.", fix="Try a code such as TR.")
    return found[0]
