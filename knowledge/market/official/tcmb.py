"""The Central Bank of Türkiye's indicative rates: 15:30 Istanbul time on working days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from knowledge.market.http_client import HttpClient
from knowledge.market.models import Basis, Rate
from knowledge.market.official.xml import parse_document, parse_positive
from knowledge.market.sources import Fault, SourceError

NAME = "Central Bank of Türkiye"
HOST = "https://www.tcmb.gov.tr"
MAX_AGE_S = 5 * 86400


@dataclass(frozen=True)
class CentralBankOfTurkiye:
    """Lira for one unit of each currency, buying ("döviz alış") and selling ("satış")."""

    http: HttpClient
    base: str = HOST
    name: str = NAME

    async def fetch_rates(self) -> tuple[Rate, ...]:
        """The newest publication."""
        return parse_rates((await self.http.get(self.name, f"{self.base}/kurlar/today.xml")).body)


def parse_rates(body: bytes) -> tuple[Rate, ...]:
    """The rates in a Tarih_Date document: buying, selling and the middle of each currency.

    Contracts name one of the two; the middle is ours. Currencies without figures are left out.
    """
    document = parse_document(NAME, body, "Tarih_Date")
    try:
        day = dt.datetime.strptime(document.get("Date", ""), "%m/%d/%Y").date()  # noqa: DTZ007
    except ValueError:
        raise SourceError(NAME, Fault.MALFORMED, "gave no date for its rates") from None
    at = dt.datetime.combine(day, dt.time(15, 30), ZoneInfo("Europe/Istanbul")).astimezone(dt.UTC)
    rates: list[Rate] = []

    def add(code: str, side: str, value: Decimal) -> None:
        rates.append(
            Rate(
                source=NAME, as_of=at, max_age=MAX_AGE_S, basis=Basis.OFFICIAL, base=code,
                quote="TRY", value=value, day=day, side=side,
            )
        )  # fmt: skip

    for entry in document.iter("Currency"):
        code = entry.get("CurrencyCode") or entry.get("Kod") or ""
        buying, selling = entry.findtext("ForexBuying"), entry.findtext("ForexSelling")
        if not code or not (buying or "").strip() or not (selling or "").strip():
            continue
        unit = parse_positive(NAME, entry.findtext("Unit"))
        low, high = parse_positive(NAME, buying) / unit, parse_positive(NAME, selling) / unit
        if low > high:
            raise SourceError(NAME, Fault.ABSURD, f"buys {code} dearer than it sells")
        add(code, "buying", low)
        add(code, "selling", high)
        add(code, "mid", (low + high) / 2)
    if not rates:
        raise SourceError(NAME, Fault.EMPTY, f"has no rates for {day}")
    return tuple(rates)
