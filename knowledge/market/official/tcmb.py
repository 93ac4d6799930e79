"""The Central Bank of Türkiye's indicative rates: 15:30 Istanbul time on working days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from xml.etree.ElementTree import Element
from zoneinfo import ZoneInfo

from knowledge.market.failures import build_source_error
from knowledge.market.http_client import HttpClient
from knowledge.market.models import Basis, Rate
from knowledge.market.official.xml import is_code, parse_date, parse_document, parse_positive

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
    """The rates in a Tarih_Date document: buying, selling and their mean for each currency.

    Contracts name one of the two sides; the mean is our own. Currencies without figures are left
    out. SourceError when no currency has figures.
    """
    document = parse_document(NAME, body, "Tarih_Date")
    day = parse_date(NAME, document.get("Date"), "%m/%d/%Y")
    set_at = dt.datetime.combine(day, dt.time(15, 30), ZoneInfo("Europe/Istanbul"))
    rates = tuple(
        Rate(
            source=NAME,
            as_of=set_at.astimezone(dt.UTC),
            max_age=MAX_AGE_S,
            basis=Basis.OFFICIAL,
            base=code,
            quote="TRY",
            value=value,
            day=day,
            side=side,
        )
        for code, buying, selling in _iter_currencies(document)
        for side, value in (
            ("buying", buying),
            ("selling", selling),
            ("mid", (buying + selling) / 2),
        )
    )
    if not rates:
        raise build_source_error(NAME, "no_rates")
    return rates


def _iter_currencies(document: Element) -> Iterator[tuple[str, Decimal, Decimal]]:
    """Each currency that has figures, with the buying and the selling rate of one unit."""
    for entry in document.iter("Currency"):
        code = entry.get("CurrencyCode") or entry.get("Kod") or ""
        buying, selling = entry.findtext("ForexBuying"), entry.findtext("ForexSelling")
        if not is_code(code) or not (buying or "").strip() or not (selling or "").strip():
            continue
        unit = parse_positive(NAME, entry.findtext("Unit"))
        buying_rate = parse_positive(NAME, buying) / unit
        selling_rate = parse_positive(NAME, selling) / unit
        if buying_rate > selling_rate:
            raise build_source_error(NAME, "crossed_quote")
        yield code, buying_rate, selling_rate
