"""Venues that an authority has designated or banned; they are never read.

They are the rows of the table of listings that bear an id of ccxt. A mere report of a listing is
enough: it costs one exchange of many, and keeping a listed one costs more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache

from knowledge.compliance.listings import Venue, load_listings
from knowledge.models import Value


class BlockedVenue(Value):
    """A venue, the authority that acted first (``by``), the date, and the ``note`` about it."""

    name: str
    ids: tuple[str, ...]
    by: str
    since: dt.date
    note: str


@cache
def load_blocked_venues() -> Mapping[str, BlockedVenue]:
    """Every blocked venue, by each of its names in lower case."""
    blocked = map(_blocked, load_listings().venues)
    return {name: venue for venue in blocked if venue for name in venue.ids}


def _blocked(venue: Venue) -> BlockedVenue | None:
    """What is barred; an act that has ended bars nothing."""
    acts = [one for one in venue.listings if one.ends is None]
    if not (venue.ids and acts):
        return None
    # A confirmed act of a known day is named before others.
    first = min(acts, key=lambda one: (not one.confirmed, one.month_only, one.since))
    return BlockedVenue(
        name=venue.name, ids=venue.ids, by=first.authority, since=first.since, note=venue.note
    )
