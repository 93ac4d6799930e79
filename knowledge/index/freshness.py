"""How old what the base says is: by the dates in the notes' front matter."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.index.document_columns import DocumentColumns


@dataclass(frozen=True)
class Freshness:
    """Notes, each counted once with its translations; rules that were replaced are left out.

    ``newest`` and ``oldest`` are the first and last day that a note is as of, None when no note
    has one. ``overdue`` counts notes whose review is due, ``by_place`` the notes of each country,
    those with most notes first.
    """

    notes: int
    newest: dt.date | None
    oldest: dt.date | None
    overdue: int
    by_place: Mapping[str, int]


def measure_freshness(documents: DocumentColumns, today: dt.date) -> Freshness:
    """The freshness of the notes on a day."""
    rows = {documents.groups[row]: row for row in range(len(documents.ids))[::-1]
            if not documents.superseded[row]}  # fmt: skip
    days = [day for row in rows.values() if (day := documents.as_of[row])]
    reviews = [day for row in rows.values() if (day := documents.review_after[row])]
    places = Counter(place for row in rows.values() for place in documents.jurisdictions[row])
    ordered = sorted(places.items(), key=lambda item: (-item[1], item[0]))
    return Freshness(
        notes=len(rows),
        newest=max(days, default=None),
        oldest=min(days, default=None),
        overdue=sum(day < today for day in reviews),
        by_place=dict(ordered),
    )
