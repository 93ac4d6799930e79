"""OKX's public market data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from knowledge.market.exchanges import parsing
from knowledge.market.http_client import HttpClient, HttpResponse
from knowledge.market.models import HourlyCloses, OrderBook, Ticker

HOST = "https://www.okx.com"


@dataclass(frozen=True)
class Okx:
    """Spot tickers, books of 400 levels, hourly candles."""

    http: HttpClient
    base: str = HOST
    name: str = "OKX"

    async def fetch_ticker(self, base: str, quote: str) -> Ticker:
        """The best bid and ask and their time."""
        answer, data = await self._ask("ticker", base, quote)
        row = data[0]
        parsing.check_pair(self.name, base + quote, parsing.require_field(self.name, row, "instId"))
        at = parsing.parse_time(self.name, parsing.require_field(self.name, row, "ts"), answer)
        bid, ask = (parsing.require_field(self.name, row, side) for side in ("bidPx", "askPx"))
        return parsing.build_ticker(answer, base, quote, bid, ask, at)

    async def fetch_book(self, base: str, quote: str) -> OrderBook:
        """The order book and its time."""
        answer, data = await self._ask("books", base, quote, sz=400)
        at = parsing.parse_time(self.name, parsing.require_field(self.name, data[0], "ts"), answer)
        bids, asks = (parsing.require_field(self.name, data[0], side) for side in ("bids", "asks"))
        return parsing.build_book(answer, base, quote, bids, asks, at)

    async def fetch_closes(self, base: str, quote: str) -> HourlyCloses:
        """Hourly closes; candles come newest first, and the first still runs."""
        answer, data = await self._ask("candles", base, quote, bar="1H", limit=170)
        return parsing.build_closes(
            answer,
            base,
            quote,
            (parsing.require_field(self.name, row, 4) for row in reversed(data[1:])),
        )

    async def _ask(
        self, what: str, base: str, quote: str, **more: str | int
    ) -> tuple[HttpResponse, Any]:
        url = f"{self.base}/api/v5/market/{what}"
        answer = await self.http.get(self.name, url, {"instId": f"{base}-{quote}", **more})
        said = parsing.require_mapping(self.name, answer.json())
        code = str(said.get("code"))
        if code == "50011":
            raise parsing.rate_limited(self.name)
        if code in ("51001", "51014"):
            raise parsing.unknown_pair(self.name, base, quote)
        if code != "0":
            raise parsing.error_answer(self.name, said.get("msg") or code)
        return answer, parsing.require_rows(self.name, said.get("data"))
