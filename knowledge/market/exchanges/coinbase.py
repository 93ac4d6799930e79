"""Coinbase Exchange's public market data."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from knowledge.market.exchanges import parsing
from knowledge.market.exchanges.requests import get_pair
from knowledge.market.failures import build_source_error
from knowledge.market.http_client import HttpClient, HttpResponse
from knowledge.market.models import HourlyCloses, OrderBook, Ticker

HOST = "https://api.exchange.coinbase.com"


@dataclass(frozen=True)
class Coinbase:
    """Spot tickers, whole books of level 2, hourly candles."""

    http: HttpClient
    base: str = HOST
    name: str = "Coinbase"

    async def fetch_ticker(self, base: str, quote: str) -> Ticker:
        """The best bid and ask, dated by receipt: the time given is that of the last trade."""
        response, answer = await self._request("ticker", base, quote)
        bid, ask = parsing.require_fields(self.name, answer, "bid", "ask")
        return parsing.build_ticker(response, base, quote, bid, ask)

    async def fetch_book(self, base: str, quote: str) -> OrderBook:
        """The order book and its time."""
        response, answer = await self._request("book", base, quote, level=2)
        time, bids, asks = parsing.require_fields(self.name, answer, "time", "bids", "asks")
        at = self._parse_time(time, response)
        return parsing.build_book(response, base, quote, bids, asks, at)

    async def fetch_closes(self, base: str, quote: str) -> HourlyCloses:
        """Hourly closes; candles come newest first, and the first still runs."""
        response, answer = await self._request("candles", base, quote, granularity=3600)
        candles = parsing.require_rows(self.name, answer)[1:]
        prices = (parsing.require_field(self.name, candle, 4) for candle in reversed(candles))
        return parsing.build_closes(response, base, quote, prices)

    def _parse_time(self, text: Any, response: HttpResponse) -> dt.datetime:
        try:
            at = dt.datetime.fromisoformat(str(text)).astimezone(dt.UTC)
        except (ValueError, OverflowError):
            raise build_source_error(self.name, "unreadable_time") from None
        return parsing.check_time(self.name, at, response)

    async def _request(
        self, what: str, base: str, quote: str, **options: int
    ) -> tuple[HttpResponse, Any]:
        url = f"{self.base}/products/{base}-{quote}/{what}"
        response = await get_pair(self.http, self.name, url, options, base, quote)
        answer = response.json()
        if isinstance(answer, dict) and "message" in answer:
            text = str(answer["message"])
            if "rate limit" in text.lower():
                raise parsing.rate_limited(self.name)
            if text.replace(" ", "").lower() == "notfound":
                raise parsing.unknown_pair(self.name, base, quote)
            raise parsing.error_answer(self.name, text)
        return response, answer
