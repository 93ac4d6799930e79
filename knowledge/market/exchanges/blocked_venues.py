"""Venues that an authority has designated or banned; they are never read."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from knowledge.models import Value


class BlockedVenue(Value):
    """A venue, the authority that designated it (``by``), the date, and the ``note`` about it."""

    name: str
    ids: tuple[str, ...]
    by: str
    since: dt.date
    note: str


@cache
def load_blocked_venues() -> Mapping[str, BlockedVenue]:
    """Every blocked venue, by each of its names in lower case."""
    file = resources.files("knowledge").joinpath("reference/venues.toml")
    rows = tomllib.loads(file.read_text("utf-8"))["venue"]
    return {name: venue for venue in map(BlockedVenue.model_validate, rows) for name in venue.ids}
