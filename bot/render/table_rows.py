"""Rows of our table of listed venues in words: each act with its day and source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from bot.messages import format_date, message
from knowledge.places.jurisdictions import place_name

if TYPE_CHECKING:
    from knowledge.compliance.listings import Listing, Venue
    from knowledge.compliance.screening import TableRow
    from knowledge.models import SourceRef

# One message may name many; the rest are found by asking about each.
MAX_ROWS, MAX_NAMES = 5, 10


def render_table_rows(rows: Iterable[TableRow], language: str) -> list[str]:
    """A block for each row, and what the table is not; nothing without rows."""
    blocks = [_render_row(row, language) for row in list(rows)[:MAX_ROWS]]
    return [*blocks, message("table_is_no_list", language)] if blocks else []


def render_listed_at(place: str, venues: Sequence[Venue], language: str) -> str:
    """The listed venues that sit or work at an end of a corridor, with who listed each."""
    if not venues:
        return ""
    names = [
        f"{venue.name_in(language)} ({', '.join(_whose(venue, language))})"
        for venue in venues[:MAX_NAMES]
    ]
    left = len(venues) - len(names)
    key = "table_at_place_more" if left else "table_at_place"
    return message(
        key,
        language,
        place=place_name(place, language),
        names="; ".join(names),
        count=left,
        date=format_date(min(venue.as_of for venue in venues), language),
    )


def _whose(venue: Venue, language: str) -> list[str]:
    """Who acted, each once; a mere report is marked."""
    sure = {act.authority for act in venue.listings if act.confirmed}
    return [
        place_name(code, language) + ("" if code in sure else "?")
        for code in dict.fromkeys(act.authority for act in venue.listings)
    ]


def _render_row(row: TableRow, language: str) -> str:
    venue = row.venue
    name = venue.name_in(language)
    entity = f" ({venue.entity})" if venue.entity and venue.entity not in name else ""
    head = message(
        "table_head", language, name=name + entity, date=format_date(venue.as_of, language)
    )
    acts = [
        _render_act(act, row.sources[act.sources[0]], language)
        for act in sorted(venue.listings, key=lambda act: act.since)
    ]
    unlike = venue.unlike_ru if language == "ru" else venue.unlike
    return "\n".join([head, *acts, *([f"  {unlike}"] if unlike else [])])


def _render_act(act: Listing, source: SourceRef, language: str) -> str:
    since = format_date(act.applies or act.since, language)
    if act.month_only and not act.applies:
        since = f"{act.since:%m.%Y}"
    state = ""
    if act.ends:
        state = message("table_ended", language, date=format_date(act.ends, language))
    elif not act.confirmed:
        state = message("table_reported", language)
    quoted = ""
    if source.quoted_by:
        quoted = ", " + message("source_quoted", language, publisher=source.quoted_by)
    return message(
        "table_act",
        language,
        authority=place_name(act.authority, language),
        act=message(f"table_{act.act}", language),
        since=since,
        state=state,
        source=f"{source.publisher}, «{source.title}»" if language == "ru"
        else f"{source.publisher}, “{source.title}”",
        quoted=quoted,
        url=f", {source.url}" if source.url else "",
    )  # fmt: skip
