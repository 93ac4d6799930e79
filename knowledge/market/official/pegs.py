"""The dirham's peg: a rate that has not moved since 1997."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from knowledge.market.models import Basis, Rate

AED_PER_USD = Decimal("3.6725")
SINCE = dt.date(1997, 11, 2)
# The market is asked once a day whether it still agrees; further off than this is an alarm.
MAX_DEVIATION = Decimal("0.003")
NAME = "Central Bank of the UAE (peg)"


def dirham_peg_rate(at: dt.datetime) -> Rate:
    """Dirhams for one dollar: 3.6725 since 2 November 1997."""
    return Rate(
        source=NAME, as_of=at, max_age=86400, basis=Basis.OFFICIAL, base="USD", quote="AED",
        value=AED_PER_USD, day=SINCE, note="peg",
    )  # fmt: skip


def is_peg_broken(market: Decimal) -> bool:
    """Whether a market rate says that the peg does not hold any more."""
    return abs(market / AED_PER_USD - 1) > MAX_DEVIATION
