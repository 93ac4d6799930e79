"""OKX's public market data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from knowledge.market.exchanges import parsing
from knowledge.market.http_client import Http, Received
from knowledge.market.models import Book, Closes, Ticker

HOST = "https://www.okx.com"


@dataclass(frozen=True)
class Okx:
    """Spot tickers, books of 400 levels, hourly candles."""

    http: Http
    base: str = HOST
    name: str = "OKX"

    async def ticker(self, base: str, quote: str) -> Ticker:
        """The best bid and ask and their time."""
        answer, data = await self._ask("ticker", base, quote)
        row = data[0]
        parsing.same(self.name, base + quote, parsing.field(self.name, row, "instId"))
        at = parsing.moment(self.name, parsing.field(self.name, row, "ts"), answer)
        bid, ask = (parsing.field(self.name, row, side) for side in ("bidPx", "askPx"))
        return parsing.ticker(answer, base, quote, bid, ask, at)

    async def book(self, base: str, quote: str) -> Book:
        """The order book and its time."""
        answer, data = await self._ask("books", base, quote, sz=400)
        at = parsing.moment(self.name, parsing.field(self.name, data[0], "ts"), answer)
        bids, asks = (parsing.field(self.name, data[0], side) for side in ("bids", "asks"))
        return parsing.book(answer, base, quote, bids, asks, at)

    async def closes(self, base: str, quote: str) -> Closes:
        """Hourly closes; candles come newest first, and the first still runs."""
        answer, data = await self._ask("candles", base, quote, bar="1H", limit=170)
        return parsing.closes(
            answer, base, quote, (parsing.field(self.name, row, 4) for row in reversed(data[1:]))
        )

    async def _ask(
        self, what: str, base: str, quote: str, **more: str | int
    ) -> tuple[Received, Any]:
        url = f"{self.base}/api/v5/market/{what}"
        answer = await self.http.get(self.name, url, {"instId": f"{base}-{quote}", **more})
        said = parsing.mapping(self.name, answer.json())
        code = str(said.get("code"))
        if code == "50011":
            raise parsing.limited(self.name)
        if code in ("51001", "51014"):
            raise parsing.unknown(self.name, base, quote)
        if code != "0":
            raise parsing.refused(self.name, said.get("msg") or code)
        return answer, parsing.rows(self.name, said.get("data"))
