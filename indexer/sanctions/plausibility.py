"""Checks of a new edition; one that fails leaves the edition before in force."""

from __future__ import annotations

import datetime as dt

from knowledge.compliance.sanctions.catalogue import MAX_DAYS_AHEAD, REQUIRED_LISTS
from knowledge.compliance.sanctions.list_file import ListManifest
from knowledge.errors import SanctionsListError

# A list that loses more than this share at once is more likely cut off than shortened.
MAX_SHRINK_SHARE = 0.2
_ACCEPT_FIX = "Look at the file; if it is right, add --accept."


def check_date(name: str, published: dt.date | None, now: dt.datetime) -> None:
    """Refuse an edition dated in the future: every later one would seem older."""
    if published and published > (now + MAX_DAYS_AHEAD).date():
        raise SanctionsListError(
            f"This file of the list {name} is dated {published}, which is yet to come.",
            fix="Look at the file, and at the clock of this machine.",
        )


def check_size_and_age(last: ListManifest | None, new: ListManifest) -> None:
    """Refuse an edition without addresses, much smaller, or older, until a person accepts it."""
    if new.name in REQUIRED_LISTS and not new.addresses:
        raise SanctionsListError(
            f"This file of the list {new.name} holds no crypto address.", fix=_ACCEPT_FIX
        )
    if last is None:
        return
    for what, before, after in (
        ("entries", last.entries, new.entries),
        ("addresses", last.addresses, new.addresses),
    ):
        if after < before * (1 - MAX_SHRINK_SHARE):
            raise SanctionsListError(
                f"The list {new.name} fell from {before:,} to {after:,} {what}; "
                f"the edition before ({last.edition}) stays in force.",
                fix=_ACCEPT_FIX,
            )
    if last.published and new.published and new.published < last.published:
        raise SanctionsListError(
            f"This file of the list {new.name} is of {new.published}, older than the one in force "
            f"({last.published}).",
            fix=_ACCEPT_FIX,
        )
