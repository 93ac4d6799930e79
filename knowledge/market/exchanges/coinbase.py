"""Coinbase Exchange's public market data."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from knowledge.market.exchanges import parsing
from knowledge.market.http_client import HttpClient, HttpResponse
from knowledge.market.models import HourlyCloses, OrderBook, Ticker
from knowledge.market.sources import Fault, SourceError

HOST = "https://api.exchange.coinbase.com"


@dataclass(frozen=True)
class Coinbase:
    """Spot tickers, whole books of level 2, hourly candles."""

    http: HttpClient
    base: str = HOST
    name: str = "Coinbase"

    async def fetch_ticker(self, base: str, quote: str) -> Ticker:
        """The best bid and ask. The time given is that of the last trade, so receipt stands."""
        answer, said = await self._ask("ticker", base, quote)
        bid, ask = (parsing.require_field(self.name, said, side) for side in ("bid", "ask"))
        return parsing.build_ticker(answer, base, quote, bid, ask)

    async def fetch_book(self, base: str, quote: str) -> OrderBook:
        """The order book and its time."""
        answer, said = await self._ask("book", base, quote, level=2)
        at = self._time(parsing.require_field(self.name, said, "time"), answer)
        bids, asks = (parsing.require_field(self.name, said, side) for side in ("bids", "asks"))
        return parsing.build_book(answer, base, quote, bids, asks, at)

    async def fetch_closes(self, base: str, quote: str) -> HourlyCloses:
        """Hourly closes; candles come newest first, and the first still runs."""
        answer, said = await self._ask("candles", base, quote, granularity=3600)
        candles = parsing.require_rows(self.name, said)[1:]
        return parsing.build_closes(
            answer,
            base,
            quote,
            (parsing.require_field(self.name, row, 4) for row in reversed(candles)),
        )

    def _time(self, text: Any, answer: HttpResponse) -> dt.datetime:
        try:
            at = dt.datetime.fromisoformat(str(text))
            at = at.astimezone(dt.UTC)
        except ValueError:
            raise SourceError(self.name, Fault.MALFORMED, "gave no readable time") from None
        return parsing.check_time(self.name, at, answer)

    async def _ask(self, what: str, base: str, quote: str, **more: int) -> tuple[HttpResponse, Any]:
        url = f"{self.base}/products/{base}-{quote}/{what}"
        try:
            answer = await self.http.get(self.name, url, more)
        except SourceError as error:
            if error.fault is Fault.EMPTY:
                raise parsing.unknown_pair(self.name, base, quote) from None
            raise
        said = answer.json()
        if isinstance(said, dict) and "message" in said:
            words = str(said["message"])
            if "rate limit" in words.lower():
                raise parsing.rate_limited(self.name)
            if words.replace(" ", "").lower() == "notfound":
                raise parsing.unknown_pair(self.name, base, quote)
            raise parsing.error_answer(self.name, words)
        return answer, said
