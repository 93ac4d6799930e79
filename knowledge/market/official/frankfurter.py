"""Frankfurter: a free median of what over eighty central banks publish."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from knowledge.market.http_client import HttpClient
from knowledge.market.models import Basis, Rate
from knowledge.market.sources import Fault, SourceError

NAME = "Frankfurter"
HOST = "https://api.frankfurter.dev"
MAX_AGE_S = 5 * 86400


@dataclass(frozen=True)
class Frankfurter:
    """Units of other currencies for one dollar."""

    http: HttpClient
    base: str = HOST
    name: str = NAME

    async def fetch_rates(self) -> tuple[Rate, ...]:
        """The newest rates of all currencies against the dollar."""
        url = f"{self.base}/v2/rates"
        answer = await self.http.get(self.name, url, {"base": "USD", "expand": "providers"})
        return parse_rates(answer.json())


def parse_rates(answer: Any) -> tuple[Rate, ...]:
    """The rates in an answer of v2/rates. Its day's noon in UTC stands for a rate's moment."""
    if not isinstance(answer, Sequence) or isinstance(answer, str):
        raise SourceError(NAME, Fault.MALFORMED, "sent no list of rates")
    if not answer:
        raise SourceError(NAME, Fault.EMPTY, "has no rates")
    return tuple(_parse_row(row) for row in answer)


def _parse_row(row: Any) -> Rate:
    try:
        day = dt.date.fromisoformat(row["date"])
        base, quote, value = str(row["base"]), str(row["quote"]), Decimal(row["rate"])
        providers = [p for p in row.get("providers") or () if isinstance(p, Mapping)]
    except (KeyError, TypeError, ValueError, InvalidOperation):
        raise SourceError(NAME, Fault.MALFORMED, "sent a rate without its parts") from None
    if not value.is_finite() or value <= 0:
        raise SourceError(NAME, Fault.ABSURD, f"gave {value} for {base}/{quote}")
    keys = ", ".join(str(p.get("key", "")) for p in providers if not p.get("excluded"))
    return Rate(
        source=NAME, as_of=dt.datetime.combine(day, dt.time(12), dt.UTC), max_age=MAX_AGE_S,
        basis=Basis.OFFICIAL, base=base, quote=quote, value=value, day=day,
        note=f"median of {keys}" if keys else "",
    )  # fmt: skip
