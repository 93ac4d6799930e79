"""Binance's public market data, from the host that it sets apart for it. Books carry no time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from knowledge.market.exchanges import parsing
from knowledge.market.http_client import HttpClient, HttpResponse
from knowledge.market.models import HourlyCloses, OrderBook, Ticker

HOST = "https://data-api.binance.vision"


@dataclass(frozen=True)
class Binance:
    """Spot tickers, books of 500 levels, hourly candles."""

    http: HttpClient
    base: str = HOST
    name: str = "Binance"

    async def fetch_ticker(self, base: str, quote: str) -> Ticker:
        """The best bid and ask, as of their receipt."""
        answer, said = await self._ask("ticker/bookTicker", base, quote)
        parsing.check_pair(
            self.name, base + quote, parsing.require_field(self.name, said, "symbol")
        )
        bid, ask = (
            parsing.require_field(self.name, said, side) for side in ("bidPrice", "askPrice")
        )
        return parsing.build_ticker(answer, base, quote, bid, ask)

    async def fetch_book(self, base: str, quote: str) -> OrderBook:
        """The order book, as of its receipt."""
        answer, said = await self._ask("depth", base, quote, limit=500)
        bids, asks = (parsing.require_field(self.name, said, side) for side in ("bids", "asks"))
        return parsing.build_book(answer, base, quote, bids, asks)

    async def fetch_closes(self, base: str, quote: str) -> HourlyCloses:
        """Hourly closes; the last candle still runs."""
        answer, said = await self._ask("klines", base, quote, interval="1h", limit=170)
        candles = parsing.require_rows(self.name, said)[:-1]
        return parsing.build_closes(
            answer, base, quote, (parsing.require_field(self.name, row, 4) for row in candles)
        )

    async def _ask(
        self, what: str, base: str, quote: str, **more: str | int
    ) -> tuple[HttpResponse, Any]:
        url = f"{self.base}/api/v3/{what}"
        answer = await self.http.get(self.name, url, {"symbol": base + quote, **more})
        said = answer.json()
        if isinstance(said, dict) and "code" in said:
            if said["code"] == -1121:
                raise parsing.unknown_pair(self.name, base, quote)
            if said["code"] == -1003:
                raise parsing.rate_limited(self.name)
            raise parsing.error_answer(self.name, said.get("msg"))
        return answer, said
