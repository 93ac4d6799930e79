"""The dirham's peg to the dollar, which has not moved since 1997."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from knowledge.market.models import Basis, Rate, RateNote
from knowledge.market.official.notes import note_text

AED_PER_USD = Decimal("3.6725")
SINCE = dt.date(1997, 11, 2)
MAX_AGE_S = 86400
NAME = "Central Bank of the UAE (peg)"
_NOTES = (RateNote(key="peg"),)


def dirham_peg_rate(at: dt.datetime) -> Rate:
    """Dirhams for one dollar: 3.6725 since 2 November 1997."""
    return Rate(
        source=NAME,
        as_of=at,
        max_age=MAX_AGE_S,
        basis=Basis.OFFICIAL,
        base="USD",
        quote="AED",
        value=AED_PER_USD,
        day=SINCE,
        note=note_text(_NOTES),
        notes=_NOTES,
    )
