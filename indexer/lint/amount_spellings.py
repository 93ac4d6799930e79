"""The ways in which notes write an amount."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal


def spell_amount(amount: Decimal) -> Iterator[str]:
    """An amount as notes write it: with each mark between thousands, and in millions."""
    whole = f"{int(amount):,}"
    for mark in (",", " ", "\u00a0", "\u202f"):
        yield whole.replace(",", mark)
    if amount >= 1_000_000:
        millions = f"{(amount / 1_000_000).normalize():f}"
        yield f"{millions} million"
        yield f"{millions} млн"
