"""Binance's public market data, from the host that it sets apart for it. Books carry no time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from knowledge.market.exchanges import parsing
from knowledge.market.http_client import Http, Received
from knowledge.market.models import Book, Closes, Ticker

HOST = "https://data-api.binance.vision"


@dataclass(frozen=True)
class Binance:
    """Spot tickers, books of 500 levels, hourly candles."""

    http: Http
    base: str = HOST
    name: str = "Binance"

    async def ticker(self, base: str, quote: str) -> Ticker:
        """The best bid and ask, as of their receipt."""
        answer, said = await self._ask("ticker/bookTicker", base, quote)
        parsing.same(self.name, base + quote, parsing.field(self.name, said, "symbol"))
        bid, ask = (parsing.field(self.name, said, side) for side in ("bidPrice", "askPrice"))
        return parsing.ticker(answer, base, quote, bid, ask)

    async def book(self, base: str, quote: str) -> Book:
        """The order book, as of its receipt."""
        answer, said = await self._ask("depth", base, quote, limit=500)
        bids, asks = (parsing.field(self.name, said, side) for side in ("bids", "asks"))
        return parsing.book(answer, base, quote, bids, asks)

    async def closes(self, base: str, quote: str) -> Closes:
        """Hourly closes; the last candle still runs."""
        answer, said = await self._ask("klines", base, quote, interval="1h", limit=170)
        candles = parsing.rows(self.name, said)[:-1]
        return parsing.closes(
            answer, base, quote, (parsing.field(self.name, row, 4) for row in candles)
        )

    async def _ask(
        self, what: str, base: str, quote: str, **more: str | int
    ) -> tuple[Received, Any]:
        url = f"{self.base}/api/v3/{what}"
        answer = await self.http.get(self.name, url, {"symbol": base + quote, **more})
        said = answer.json()
        if isinstance(said, dict) and "code" in said:
            if said["code"] == -1121:
                raise parsing.unknown(self.name, base, quote)
            if said["code"] == -1003:
                raise parsing.limited(self.name)
            raise parsing.refused(self.name, said.get("msg"))
        return answer, said
