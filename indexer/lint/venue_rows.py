"""Rows of ``reference/venues.toml`` that are wrong, and notes that differ from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from indexer.lint.listing_days import check_listing_days
from indexer.listings.note_text import write_notes
from knowledge.compliance.listings import ListingTable, Venue, read_table
from knowledge.compliance.venue_names import split_name
from knowledge.models import Document, Kind

FILE = "reference/venues.toml"
# Lists change by the week.
MAX_REVIEW_DAYS = 90


def check_venues(
    text: str, documents: Sequence[Document], today: dt.date
) -> Iterator[tuple[str, str]]:
    """Every fault of the table in ``text`` and of the notes about it as (file, what is wrong)."""
    table, problems = read_table(text)
    yield from ((FILE, problem) for problem in problems)
    ids = {document.head.id for document in documents}
    for venue in table.venues:
        yield from ((FILE, f"{venue.slug} {problem}") for problem in _check_row(venue, ids, today))
        strange = set(venue.related) - {other.slug for other in table.venues}
        yield from ((FILE, f"{venue.slug} is related to no row {slug}") for slug in strange)
    yield from ((FILE, problem) for problem in _check_names(table))
    named = {key for venue in table.venues for key in venue.sources}
    named |= {key for venue in table.venues for act in venue.listings for key in act.sources}
    yield from (
        (FILE, f"no row names the source {key}") for key in table.sources if key not in named
    )
    yield from _check_notes(table, documents)
    yield from check_listing_days(table, documents)


def _check_row(venue: Venue, ids: set[str], today: dt.date) -> Iterator[str]:
    if venue.note not in ids:
        yield f"points to {venue.note!r}, which is missing"
    if (venue.review_after - venue.as_of).days > MAX_REVIEW_DAYS:
        yield f"is reviewed more than {MAX_REVIEW_DAYS} days after {venue.as_of}"
    if venue.as_of > today:
        yield "has an as_of that lies in the future"


def _check_names(table: ListingTable) -> Iterator[str]:
    """Names, ids and slugs that stand twice, in two rows or in one."""
    first: dict[tuple[str, str], str] = {}
    for venue in table.venues:
        names = [("alias", " ".join(split_name(name))) for name in (*venue.aliases, *venue.whole)]
        names += [("id", name) for name in venue.ids] + [("slug", venue.slug)]
        for kind, name in names:
            if (kind, name) in first:
                yield f"{kind} {name!r} of {venue.slug} stands twice, first in {first[kind, name]}"
            first.setdefault((kind, name), venue.slug)


def _check_notes(table: ListingTable, documents: Sequence[Document]) -> Iterator[tuple[str, str]]:
    """The listings' notes that are not what the table gives, are missing, or have no row."""
    wanted = write_notes(table)
    for document in documents:
        if document.head.kind is Kind.LISTING:
            name = PurePath(document.path).name
            if document.text != wanted.pop(name, None):
                yield document.path, "differs from the table: python -m indexer.listings"
    yield from ((f"listings/{name}", "is missing: python -m indexer.listings") for name in wanted)
