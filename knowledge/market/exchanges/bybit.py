"""Bybit's public market data. Tickers carry no time of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from knowledge.market.exchanges import parsing
from knowledge.market.http_client import HttpClient, HttpResponse
from knowledge.market.models import HourlyCloses, OrderBook, Ticker

HOST = "https://api.bybit.com"


@dataclass(frozen=True)
class Bybit:
    """Spot tickers, books of 200 levels, hourly candles."""

    http: HttpClient
    base: str = HOST
    name: str = "Bybit"

    async def fetch_ticker(self, base: str, quote: str) -> Ticker:
        """The best bid and ask, as of their receipt."""
        answer, result = await self._ask("tickers", base, quote)
        row = parsing.require_rows(self.name, parsing.require_field(self.name, result, "list"))[0]
        parsing.check_pair(self.name, base + quote, parsing.require_field(self.name, row, "symbol"))
        bid, ask = (
            parsing.require_field(self.name, row, side) for side in ("bid1Price", "ask1Price")
        )
        return parsing.build_ticker(answer, base, quote, bid, ask)

    async def fetch_book(self, base: str, quote: str) -> OrderBook:
        """The order book and its time."""
        answer, result = await self._ask("orderbook", base, quote, limit=200)
        parsing.check_pair(self.name, base + quote, parsing.require_field(self.name, result, "s"))
        at = parsing.parse_time(self.name, parsing.require_field(self.name, result, "ts"), answer)
        bids, asks = (parsing.require_field(self.name, result, side) for side in ("b", "a"))
        return parsing.build_book(answer, base, quote, bids, asks, at)

    async def fetch_closes(self, base: str, quote: str) -> HourlyCloses:
        """Hourly closes; candles come newest first, and the first still runs."""
        answer, result = await self._ask("kline", base, quote, interval=60, limit=170)
        candles = parsing.require_rows(self.name, parsing.require_field(self.name, result, "list"))[
            1:
        ]
        return parsing.build_closes(
            answer,
            base,
            quote,
            (parsing.require_field(self.name, row, 4) for row in reversed(candles)),
        )

    async def _ask(self, what: str, base: str, quote: str, **more: int) -> tuple[HttpResponse, Any]:
        url = f"{self.base}/v5/market/{what}"
        parameters: dict[str, str | int] = {"category": "spot", "symbol": base + quote, **more}
        answer = await self.http.get(self.name, url, parameters)
        said = parsing.require_mapping(self.name, answer.json())
        code, words = said.get("retCode"), str(said.get("retMsg", ""))
        if code == 10006:
            raise parsing.rate_limited(self.name)
        if code == 10001 and "symbol" in words.lower():
            raise parsing.unknown_pair(self.name, base, quote)
        if code != 0:
            raise parsing.error_answer(self.name, words or code)
        return answer, parsing.require_mapping(self.name, said.get("result"))
