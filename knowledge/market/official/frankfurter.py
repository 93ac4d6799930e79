"""Frankfurter: a free median of the rates of more than eighty central banks."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.decimals import is_price, parse_decimal
from knowledge.market.failures import build_source_error
from knowledge.market.http_client import HttpClient
from knowledge.market.models import Basis, Rate, RateNote
from knowledge.market.official.notes import note_text

NAME = "Frankfurter"
HOST = "https://api.frankfurter.dev"
MAX_AGE_S = 5 * 86400
# Six times the currencies that there are, and twice the banks that it asks.
MAX_RATES, MAX_BANKS = 1000, 200
# Both are shown.
_CODE, _BANK = re.compile(r"[A-Z]{3,4}"), re.compile(r"[\w .-]{1,30}")


@dataclass(frozen=True)
class Frankfurter:
    """Units of other currencies for one dollar."""

    http: HttpClient
    base: str = HOST
    name: str = NAME

    async def fetch_rates(self) -> tuple[Rate, ...]:
        """The newest rates of all currencies against the dollar."""
        url = f"{self.base}/v2/rates"
        response = await self.http.get(self.name, url, {"base": "USD", "expand": "providers"})
        return parse_rates(response.json())


def parse_rates(answer: Any) -> tuple[Rate, ...]:
    """The rates in an answer of v2/rates, each dated noon UTC of its day."""
    if not isinstance(answer, Sequence) or isinstance(answer, str):
        raise build_source_error(NAME, "other_shape")
    if not answer:
        raise build_source_error(NAME, "no_rates")
    if len(answer) > MAX_RATES:
        raise build_source_error(NAME, "other_shape")
    return tuple(_parse_row(row) for row in answer)


def _parse_row(row: Any) -> Rate:
    try:
        day = dt.date.fromisoformat(row["date"])
        base, quote, value = str(row["base"]), str(row["quote"]), parse_decimal(row["rate"])
        providers = [p for p in row.get("providers") or () if isinstance(p, Mapping)]
    except (KeyError, TypeError, ValueError, AttributeError):
        raise build_source_error(NAME, "other_shape") from None
    if not all(map(_CODE.fullmatch, (base, quote))):
        raise build_source_error(NAME, "other_shape")
    if not is_price(value):
        raise build_source_error(
            NAME, "impossible_number", field=f"{base}/{quote}"[:20], value=value
        )
    keys = (str(p.get("key", "")) for p in providers[:MAX_BANKS] if not p.get("excluded"))
    banks = ", ".join(filter(_BANK.fullmatch, keys))
    notes = (RateNote(key="median", values={"banks": banks}),) if banks else ()
    return Rate(
        source=NAME,
        as_of=dt.datetime.combine(day, dt.time(12), dt.UTC),
        max_age=MAX_AGE_S,
        basis=Basis.OFFICIAL,
        base=base,
        quote=quote,
        value=value,
        day=day,
        note=note_text(notes),
        notes=notes,
    )
