"""The dirham's peg."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from knowledge.market.models import Basis
from knowledge.market.official.pegs import dirham_peg_rate

AT = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)


def test_a_dollar_is_3_6725_dirhams_whenever_it_is_asked() -> None:
    rate = dirham_peg_rate(AT)
    assert (rate.base, rate.quote, rate.value) == ("USD", "AED", Decimal("3.6725"))
    assert (rate.as_of, rate.day, rate.basis) == (AT, dt.date(1997, 11, 2), Basis.OFFICIAL)
    assert (rate.note, [note.key for note in rate.notes]) == ("peg", ["peg"])
