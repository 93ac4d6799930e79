"""Parsers of single arguments: an amount, a country, a region."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from knowledge.errors import UsageError


def parse_amount(text: str) -> Decimal:
    """A positive amount with a point before its decimals; UsageError for anything else."""
    try:
        value = Decimal(text.replace("_", ""))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value <= 0:
        raise UsageError(f"{text[:30]!r} is no amount.", fix="Write it like 250000 or 0.75.")
    return value


def parse_country(text: str) -> str:
    """The code of a country given by code or name; UsageError for anything else."""
    from knowledge.places.jurisdictions import find_place_codes, is_known_place

    if is_known_place(text.strip().upper()):
        return text.strip().upper()
    named = [code for code in find_place_codes(text) if len(code) == 2]
    if not named:
        raise UsageError(f"{text[:30]!r} is no country that I know.", fix="Try a code such as TR.")
    return named[0]


def parse_region(text: str) -> str:
    """The key of a region such as Crimea that is named in place of its country, or nothing."""
    from knowledge.places.jurisdictions import find_mentions, find_regions

    return next(iter(find_regions(find_mentions(text)).values()), "")
