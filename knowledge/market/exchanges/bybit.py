"""Bybit's public market data. Tickers carry no time of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from knowledge.market.exchanges import parsing
from knowledge.market.http_client import HttpClient, HttpResponse
from knowledge.market.models import HourlyCloses, OrderBook, Ticker

HOST = "https://api.bybit.com"
_BAD_PARAMETER, _TOO_MANY_REQUESTS = 10001, 10006


@dataclass(frozen=True)
class Bybit:
    """Spot tickers, books of 200 levels, hourly candles."""

    http: HttpClient
    base: str = HOST
    name: str = "Bybit"

    async def fetch_ticker(self, base: str, quote: str) -> Ticker:
        """The best bid and ask, dated by receipt."""
        response, result = await self._request("tickers", base, quote)
        rows = parsing.require_rows(self.name, parsing.require_field(self.name, result, "list"))
        symbol, bid, ask = parsing.require_fields(
            self.name, rows[0], "symbol", "bid1Price", "ask1Price"
        )
        parsing.check_pair(self.name, base + quote, symbol)
        return parsing.build_ticker(response, base, quote, bid, ask)

    async def fetch_book(self, base: str, quote: str) -> OrderBook:
        """The order book and its time."""
        response, result = await self._request("orderbook", base, quote, limit=200)
        symbol, timestamp, bids, asks = parsing.require_fields(
            self.name, result, "s", "ts", "b", "a"
        )
        parsing.check_pair(self.name, base + quote, symbol)
        at = parsing.parse_time(self.name, timestamp, response)
        return parsing.build_book(response, base, quote, bids, asks, at)

    async def fetch_closes(self, base: str, quote: str) -> HourlyCloses:
        """Hourly closes; candles come newest first, and the first still runs."""
        response, result = await self._request("kline", base, quote, interval=60, limit=170)
        rows = parsing.require_rows(self.name, parsing.require_field(self.name, result, "list"))
        prices = (parsing.require_field(self.name, candle, 4) for candle in reversed(rows[1:]))
        return parsing.build_closes(response, base, quote, prices)

    async def _request(
        self, what: str, base: str, quote: str, **options: int
    ) -> tuple[HttpResponse, Any]:
        url = f"{self.base}/v5/market/{what}"
        parameters: dict[str, str | int] = {"category": "spot", "symbol": base + quote, **options}
        response = await self.http.get(self.name, url, parameters)
        answer = parsing.require_mapping(self.name, response.json())
        code, text = answer.get("retCode"), str(answer.get("retMsg", ""))
        if code == _TOO_MANY_REQUESTS:
            raise parsing.rate_limited(self.name)
        if code == _BAD_PARAMETER and "symbol" in text.lower():
            raise parsing.unknown_pair(self.name, base, quote)
        if code != 0:
            raise parsing.error_answer(self.name, text or code)
        return response, parsing.require_mapping(self.name, answer.get("result"))
