"""OKX's public market data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from knowledge.market.exchanges import parsing
from knowledge.market.http_client import HttpClient, HttpResponse
from knowledge.market.models import HourlyCloses, OrderBook, Ticker

HOST = "https://www.okx.com"
_TOO_MANY_REQUESTS, _UNKNOWN_INSTRUMENT = "50011", ("51001", "51014")


@dataclass(frozen=True)
class Okx:
    """Spot tickers, books of 400 levels, hourly candles."""

    http: HttpClient
    base: str = HOST
    name: str = "OKX"

    async def fetch_ticker(self, base: str, quote: str) -> Ticker:
        """The best bid and ask and their time."""
        response, rows = await self._request("ticker", base, quote)
        instrument, timestamp, bid, ask = parsing.require_fields(
            self.name, rows[0], "instId", "ts", "bidPx", "askPx"
        )
        parsing.check_pair(self.name, base + quote, instrument)
        at = parsing.parse_time(self.name, timestamp, response)
        return parsing.build_ticker(response, base, quote, bid, ask, at)

    async def fetch_book(self, base: str, quote: str) -> OrderBook:
        """The order book and its time."""
        response, rows = await self._request("books", base, quote, sz=400)
        timestamp, bids, asks = parsing.require_fields(self.name, rows[0], "ts", "bids", "asks")
        at = parsing.parse_time(self.name, timestamp, response)
        return parsing.build_book(response, base, quote, bids, asks, at)

    async def fetch_closes(self, base: str, quote: str) -> HourlyCloses:
        """Hourly closes; candles come newest first, and the first still runs."""
        response, rows = await self._request("candles", base, quote, bar="1H", limit=170)
        prices = (parsing.require_field(self.name, candle, 4) for candle in reversed(rows[1:]))
        return parsing.build_closes(response, base, quote, prices)

    async def _request(
        self, what: str, base: str, quote: str, **options: str | int
    ) -> tuple[HttpResponse, Any]:
        url = f"{self.base}/api/v5/market/{what}"
        response = await self.http.get(self.name, url, {"instId": f"{base}-{quote}", **options})
        answer = parsing.require_mapping(self.name, response.json())
        code = str(answer.get("code"))
        if code == _TOO_MANY_REQUESTS:
            raise parsing.rate_limited(self.name)
        if code in _UNKNOWN_INSTRUMENT:
            raise parsing.unknown_pair(self.name, base, quote)
        if code != "0":
            raise parsing.error_answer(self.name, answer.get("msg") or code)
        return response, parsing.require_rows(self.name, answer.get("data"))
