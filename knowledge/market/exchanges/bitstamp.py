"""Bitstamp's public market data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from knowledge.market.exchanges import parsing
from knowledge.market.http_client import Http, Received
from knowledge.market.models import Book, Closes, Ticker
from knowledge.market.sources import Fault, SourceError

HOST = "https://www.bitstamp.net"


@dataclass(frozen=True)
class Bitstamp:
    """Spot tickers, whole books, hourly candles."""

    http: Http
    base: str = HOST
    name: str = "Bitstamp"

    async def ticker(self, base: str, quote: str) -> Ticker:
        """The best bid and ask and their time."""
        answer, said = await self._ask("ticker", base, quote)
        if "pair" in said:
            parsing.same(self.name, base + quote, said["pair"])
        seconds = parsing.positive(self.name, parsing.field(self.name, said, "timestamp"))
        at = parsing.moment(self.name, seconds * 1000, answer)
        bid, ask = (parsing.field(self.name, said, side) for side in ("bid", "ask"))
        return parsing.ticker(answer, base, quote, bid, ask, at)

    async def book(self, base: str, quote: str) -> Book:
        """The order book and its time."""
        answer, said = await self._ask("order_book", base, quote)
        micro = parsing.positive(self.name, parsing.field(self.name, said, "microtimestamp"))
        at = parsing.moment(self.name, micro / 1000, answer)
        bids, asks = (parsing.field(self.name, said, side) for side in ("bids", "asks"))
        return parsing.book(answer, base, quote, bids, asks, at)

    async def closes(self, base: str, quote: str) -> Closes:
        """Hourly closes, the oldest first; the last candle still runs."""
        answer, said = await self._ask("ohlc", base, quote, step=3600, limit=170)
        data = parsing.mapping(self.name, parsing.field(self.name, said, "data"))
        parsing.same(self.name, base + quote, parsing.field(self.name, data, "pair"))
        candles = parsing.rows(self.name, parsing.field(self.name, data, "ohlc"))[:-1]
        return parsing.closes(
            answer, base, quote, (parsing.field(self.name, row, "close") for row in candles)
        )

    async def _ask(self, what: str, base: str, quote: str, **more: int) -> tuple[Received, Any]:
        url = f"{self.base}/api/v2/{what}/{(base + quote).lower()}/"
        try:
            answer = await self.http.get(self.name, url, more)
        except SourceError as error:
            if error.fault is Fault.EMPTY:
                raise parsing.unknown(self.name, base, quote) from None
            raise
        said = parsing.mapping(self.name, answer.json())
        if said.get("status") == "error" or "code" in said:
            words = str(said.get("reason") or said.get("code"))
            if "limit" in words.lower():
                raise parsing.limited(self.name)
            raise parsing.refused(self.name, words)
        return answer, said
