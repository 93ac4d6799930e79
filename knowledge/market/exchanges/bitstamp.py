"""Bitstamp's public market data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from knowledge.market.exchanges import parsing
from knowledge.market.exchanges.requests import get_pair
from knowledge.market.http_client import HttpClient, HttpResponse
from knowledge.market.models import HourlyCloses, OrderBook, Ticker

HOST = "https://www.bitstamp.net"


@dataclass(frozen=True)
class Bitstamp:
    """Spot tickers, whole books, hourly candles."""

    http: HttpClient
    base: str = HOST
    name: str = "Bitstamp"

    async def fetch_ticker(self, base: str, quote: str) -> Ticker:
        """The best bid and ask and their time."""
        response, answer = await self._request("ticker", base, quote)
        if "pair" in answer:
            parsing.check_pair(self.name, base + quote, answer["pair"])
        timestamp, bid, ask = parsing.require_fields(self.name, answer, "timestamp", "bid", "ask")
        at = parsing.parse_time(self.name, timestamp, response, per_second=1)
        return parsing.build_ticker(response, base, quote, bid, ask, at)

    async def fetch_book(self, base: str, quote: str) -> OrderBook:
        """The order book and its time."""
        response, answer = await self._request("order_book", base, quote)
        timestamp, bids, asks = parsing.require_fields(
            self.name, answer, "microtimestamp", "bids", "asks"
        )
        at = parsing.parse_time(self.name, timestamp, response, per_second=1_000_000)
        return parsing.build_book(response, base, quote, bids, asks, at)

    async def fetch_closes(self, base: str, quote: str) -> HourlyCloses:
        """Hourly closes, the oldest first; the last candle still runs."""
        response, answer = await self._request("ohlc", base, quote, step=3600, limit=170)
        data = parsing.require_field(self.name, answer, "data")
        pair, ohlc = parsing.require_fields(
            self.name, parsing.require_mapping(self.name, data), "pair", "ohlc"
        )
        parsing.check_pair(self.name, base + quote, pair)
        candles = parsing.require_rows(self.name, ohlc)[:-1]
        prices = (parsing.require_field(self.name, candle, "close") for candle in candles)
        return parsing.build_closes(response, base, quote, prices)

    async def _request(
        self, what: str, base: str, quote: str, **options: int
    ) -> tuple[HttpResponse, Any]:
        url = f"{self.base}/api/v2/{what}/{(base + quote).lower()}/"
        response = await get_pair(self.http, self.name, url, options, base, quote)
        answer = parsing.require_mapping(self.name, response.json())
        if answer.get("status") == "error" or "code" in answer:
            text = str(answer.get("reason") or answer.get("code"))
            if "limit" in text.lower():
                raise parsing.rate_limited(self.name)
            raise parsing.error_answer(self.name, text)
        return response, answer
