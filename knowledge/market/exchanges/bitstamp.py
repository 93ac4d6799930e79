"""Bitstamp's public market data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from knowledge.market.exchanges import parsing
from knowledge.market.http_client import HttpClient, HttpResponse
from knowledge.market.models import HourlyCloses, OrderBook, Ticker
from knowledge.market.sources import Fault, SourceError

HOST = "https://www.bitstamp.net"


@dataclass(frozen=True)
class Bitstamp:
    """Spot tickers, whole books, hourly candles."""

    http: HttpClient
    base: str = HOST
    name: str = "Bitstamp"

    async def fetch_ticker(self, base: str, quote: str) -> Ticker:
        """The best bid and ask and their time."""
        answer, said = await self._ask("ticker", base, quote)
        if "pair" in said:
            parsing.check_pair(self.name, base + quote, said["pair"])
        seconds = parsing.parse_positive(
            self.name, parsing.require_field(self.name, said, "timestamp")
        )
        at = parsing.parse_time(self.name, seconds * 1000, answer)
        bid, ask = (parsing.require_field(self.name, said, side) for side in ("bid", "ask"))
        return parsing.build_ticker(answer, base, quote, bid, ask, at)

    async def fetch_book(self, base: str, quote: str) -> OrderBook:
        """The order book and its time."""
        answer, said = await self._ask("order_book", base, quote)
        micro = parsing.parse_positive(
            self.name, parsing.require_field(self.name, said, "microtimestamp")
        )
        at = parsing.parse_time(self.name, micro / 1000, answer)
        bids, asks = (parsing.require_field(self.name, said, side) for side in ("bids", "asks"))
        return parsing.build_book(answer, base, quote, bids, asks, at)

    async def fetch_closes(self, base: str, quote: str) -> HourlyCloses:
        """Hourly closes, the oldest first; the last candle still runs."""
        answer, said = await self._ask("ohlc", base, quote, step=3600, limit=170)
        data = parsing.require_mapping(self.name, parsing.require_field(self.name, said, "data"))
        parsing.check_pair(self.name, base + quote, parsing.require_field(self.name, data, "pair"))
        candles = parsing.require_rows(self.name, parsing.require_field(self.name, data, "ohlc"))[
            :-1
        ]
        return parsing.build_closes(
            answer, base, quote, (parsing.require_field(self.name, row, "close") for row in candles)
        )

    async def _ask(self, what: str, base: str, quote: str, **more: int) -> tuple[HttpResponse, Any]:
        url = f"{self.base}/api/v2/{what}/{(base + quote).lower()}/"
        try:
            answer = await self.http.get(self.name, url, more)
        except SourceError as error:
            if error.fault is Fault.EMPTY:
                raise parsing.unknown_pair(self.name, base, quote) from None
            raise
        said = parsing.require_mapping(self.name, answer.json())
        if said.get("status") == "error" or "code" in said:
            words = str(said.get("reason") or said.get("code"))
            if "limit" in words.lower():
                raise parsing.rate_limited(self.name)
            raise parsing.error_answer(self.name, words)
        return answer, said
