"""The Bank of Russia's rates: set on working days, dated the next calendar day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from xml.etree.ElementTree import Element
from zoneinfo import ZoneInfo

from knowledge.market.failures import build_source_error
from knowledge.market.http_client import HttpClient
from knowledge.market.models import Basis, Rate
from knowledge.market.official.xml import is_code, parse_date, parse_document, parse_positive

NAME = "Bank of Russia"
HOST = "https://www.cbr.ru"
# Long enough for a weekend and two holidays.
MAX_AGE_S = 5 * 86400
# How far the newer per-unit field may be from value over nominal, as a share.
_MAX_DISAGREEMENT = Decimal("0.001")


@dataclass(frozen=True)
class BankOfRussia:
    """Roubles for one unit of each foreign currency: accounting rates, not prices."""

    http: HttpClient
    base: str = HOST
    name: str = NAME

    async def fetch_rates(self) -> tuple[Rate, ...]:
        """The newest publication."""
        response = await self.http.get(self.name, f"{self.base}/scripts/XML_daily.asp")
        return parse_rates(response.body)


def parse_rates(body: bytes) -> tuple[Rate, ...]:
    """The rates in an XML_daily document (windows-1251, decimal commas, nominals of 1 to 10000).

    ``as_of`` is 15:30 Moscow time of the day before the document's date, when the bank cuts the
    data. SourceError for a document without rates, as on a day without a publication.
    """
    document = parse_document(NAME, body, "ValCurs")
    day = parse_date(NAME, document.get("Date"), "%d.%m.%Y")
    if not len(document):
        raise build_source_error(NAME, "no_rates")
    cut_at = dt.datetime.combine(
        day - dt.timedelta(days=1), dt.time(15, 30), ZoneInfo("Europe/Moscow")
    ).astimezone(dt.UTC)
    rates = []
    for entry in document:
        code, value = _parse_entry(entry)
        rates.append(
            Rate(
                source=NAME,
                as_of=cut_at,
                max_age=MAX_AGE_S,
                basis=Basis.OFFICIAL,
                base=code,
                quote="RUB",
                value=value,
                day=day,
            )
        )
    return tuple(rates)


def _parse_entry(entry: Element) -> tuple[str, Decimal]:
    """A currency and its value for one unit."""
    code = (entry.findtext("CharCode") or "").strip()
    nominal = entry.findtext("Nominal")
    if not is_code(code) or not nominal:
        raise build_source_error(NAME, "missing_field", field="CharCode or Nominal")
    value = parse_positive(NAME, entry.findtext("Value"), comma=True)
    value /= parse_positive(NAME, nominal)
    per_unit = entry.findtext("VunitRate")
    if per_unit:
        ratio = parse_positive(NAME, per_unit, comma=True) / value
        if abs(ratio - 1) > _MAX_DISAGREEMENT:
            raise build_source_error(NAME, "contradiction", currency=code)
    return code, value
