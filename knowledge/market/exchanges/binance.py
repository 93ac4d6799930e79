"""Binance's public market data, from the host that it reserves for it. Books carry no time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from knowledge.market.exchanges import parsing
from knowledge.market.http_client import HttpClient, HttpResponse
from knowledge.market.models import HourlyCloses, OrderBook, Ticker

HOST = "https://data-api.binance.vision"
_UNKNOWN_SYMBOL, _TOO_MANY_REQUESTS = -1121, -1003


@dataclass(frozen=True)
class Binance:
    """Spot tickers, books of 500 levels, hourly candles."""

    http: HttpClient
    base: str = HOST
    name: str = "Binance"

    async def fetch_ticker(self, base: str, quote: str) -> Ticker:
        """The best bid and ask, dated by receipt."""
        response, answer = await self._request("ticker/bookTicker", base, quote)
        symbol, bid, ask = parsing.require_fields(
            self.name, answer, "symbol", "bidPrice", "askPrice"
        )
        parsing.check_pair(self.name, base + quote, symbol)
        return parsing.build_ticker(response, base, quote, bid, ask)

    async def fetch_book(self, base: str, quote: str) -> OrderBook:
        """The order book, dated by receipt."""
        response, answer = await self._request("depth", base, quote, limit=500)
        bids, asks = parsing.require_fields(self.name, answer, "bids", "asks")
        return parsing.build_book(response, base, quote, bids, asks)

    async def fetch_closes(self, base: str, quote: str) -> HourlyCloses:
        """Hourly closes; the last candle still runs."""
        response, answer = await self._request("klines", base, quote, interval="1h", limit=170)
        candles = parsing.require_rows(self.name, answer)[:-1]
        prices = (parsing.require_field(self.name, candle, 4) for candle in candles)
        return parsing.build_closes(response, base, quote, prices)

    async def _request(
        self, what: str, base: str, quote: str, **options: str | int
    ) -> tuple[HttpResponse, Any]:
        url = f"{self.base}/api/v3/{what}"
        response = await self.http.get(self.name, url, {"symbol": base + quote, **options})
        answer = response.json()
        if isinstance(answer, dict) and "code" in answer:
            if answer["code"] == _UNKNOWN_SYMBOL:
                raise parsing.unknown_pair(self.name, base, quote)
            if answer["code"] == _TOO_MANY_REQUESTS:
                raise parsing.rate_limited(self.name)
            raise parsing.error_answer(self.name, answer.get("msg"))
        return response, answer
