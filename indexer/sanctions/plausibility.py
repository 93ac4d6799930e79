"""What makes a new edition of a list doubtful, so that the one before stays in force."""

from __future__ import annotations

import datetime as dt

from knowledge.compliance.sanctions.catalogue import AHEAD, REQUIRED
from knowledge.compliance.sanctions.list_file import Card
from knowledge.errors import SanctionsListError

# A list that loses more than this share at once is more likely cut off than shortened.
SHRINK = 0.2
_MEND = "Look at the file; if it is right, add --accept."


def of_date(name: str, published: dt.date | None, now: dt.datetime) -> None:
    """Refuse an edition from the future: every real one would seem older than it."""
    if published and published > (now + AHEAD).date():
        raise SanctionsListError(
            f"This file of the list {name} is dated {published}, which is yet to come.",
            fix="Look at the file, and at the clock of this machine.",
        )


def of_size_and_age(last: Card | None, new: Card) -> None:
    """Refuse what a person should look at first: without addresses, much smaller, or older."""
    if new.name in REQUIRED and not new.addresses:
        raise SanctionsListError(
            f"This file of the list {new.name} holds no crypto address.", fix=_MEND
        )
    if last is None:
        return
    for what, before, after in (
        ("entries", last.entries, new.entries),
        ("addresses", last.addresses, new.addresses),
    ):
        if after < before * (1 - SHRINK):
            raise SanctionsListError(
                f"The list {new.name} fell from {before:,} to {after:,} {what}; "
                f"the edition before ({last.edition}) stays in force.",
                fix=_MEND,
            )
    if last.published and new.published and new.published < last.published:
        raise SanctionsListError(
            f"This file of the list {new.name} is of {new.published}, older than the one in force "
            f"({last.published}).",
            fix=_MEND,
        )
