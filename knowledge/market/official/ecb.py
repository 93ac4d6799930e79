"""The European Central Bank's reference rates: set about 14:10 on TARGET working days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from knowledge.market.failures import build_source_error
from knowledge.market.http_client import HttpClient
from knowledge.market.models import Basis, Rate
from knowledge.market.official.xml import is_code, parse_date, parse_document, parse_positive

NAME = "European Central Bank"
HOST = "https://www.ecb.europa.eu"
MAX_AGE_S = 5 * 86400
_CUBE = "{http://www.ecb.int/vocabulary/2002-08-01/eurofxref}Cube"


@dataclass(frozen=True)
class EuropeanCentralBank:
    """Units of each currency for one euro. No roubles since March 2022, no dirhams or tenge."""

    http: HttpClient
    base: str = HOST
    name: str = NAME

    async def fetch_rates(self) -> tuple[Rate, ...]:
        """The newest publication."""
        url = f"{self.base}/stats/eurofxref/eurofxref-daily.xml"
        return parse_rates((await self.http.get(self.name, url)).body)


def parse_rates(body: bytes) -> tuple[Rate, ...]:
    """The rates in a eurofxref-daily document; SourceError when it has none."""
    document = parse_document(NAME, body, "Envelope")
    daily = next((cube for cube in document.iter(_CUBE) if cube.get("time")), None)
    if daily is None or not len(daily):
        raise build_source_error(NAME, "no_rates")
    day = parse_date(NAME, daily.get("time"), "%Y-%m-%d")
    set_at = dt.datetime.combine(day, dt.time(14, 10), ZoneInfo("Europe/Berlin"))
    return tuple(
        Rate(
            source=NAME,
            as_of=set_at.astimezone(dt.UTC),
            max_age=MAX_AGE_S,
            basis=Basis.OFFICIAL,
            base="EUR",
            quote=cube.get("currency", ""),
            value=parse_positive(NAME, cube.get("rate")),
            day=day,
        )
        for cube in daily
        if is_code(cube.get("currency", ""))
    )
