"""The Bank of Russia's rates: set on working days, dated the next calendar day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from knowledge.market.http_client import HttpClient
from knowledge.market.models import Basis, Rate
from knowledge.market.official.xml import parse_document, parse_positive
from knowledge.market.sources import Fault, SourceError

NAME = "Bank of Russia"
HOST = "https://www.cbr.ru"
# Through a weekend and a holiday or two.
MAX_AGE_S = 5 * 86400
# The newer per-unit field must agree with value over nominal.
_MAX_DISAGREEMENT = Decimal("0.001")


@dataclass(frozen=True)
class BankOfRussia:
    """Roubles for one unit of each foreign currency. An accounting yardstick, not a price."""

    http: HttpClient
    base: str = HOST
    name: str = NAME

    async def fetch_rates(self) -> tuple[Rate, ...]:
        """The newest publication."""
        answer = await self.http.get(self.name, f"{self.base}/scripts/XML_daily.asp")
        return parse_rates(answer.body)


def parse_rates(body: bytes) -> tuple[Rate, ...]:
    """The rates in an XML_daily document (windows-1251, decimal commas, nominals of 1 to 10000).

    As the moment of a rate stands 15:30 Moscow time of the day before its date, when the data
    are cut. A day without data is an empty document: SourceError.
    """
    document = parse_document(NAME, body, "ValCurs")
    try:
        day = dt.datetime.strptime(document.get("Date", ""), "%d.%m.%Y").date()  # noqa: DTZ007
    except ValueError:
        raise SourceError(NAME, Fault.MALFORMED, "gave no date for its rates") from None
    if not len(document):
        raise SourceError(NAME, Fault.EMPTY, f"has no rates for {day}")
    cut = dt.datetime.combine(
        day - dt.timedelta(days=1), dt.time(15, 30), ZoneInfo("Europe/Moscow")
    )
    rates = []
    for entry in document:
        code = (entry.findtext("CharCode") or "").strip()
        nominal = entry.findtext("Nominal")
        if len(code) != 3 or not nominal:
            raise SourceError(NAME, Fault.MALFORMED, f"gave {code or 'a currency'} no nominal")
        value = parse_positive(NAME, entry.findtext("Value"), comma=True) / parse_positive(
            NAME, nominal
        )
        unit = entry.findtext("VunitRate")
        if unit and abs(parse_positive(NAME, unit, comma=True) / value - 1) > _MAX_DISAGREEMENT:
            raise SourceError(NAME, Fault.ABSURD, f"contradicts itself about {code}")
        rates.append(
            Rate(
                source=NAME, as_of=cut.astimezone(dt.UTC), max_age=MAX_AGE_S, basis=Basis.OFFICIAL,
                base=code, quote="RUB", value=value, day=day,
            )
        )  # fmt: skip
    return tuple(rates)
