"""Kraken's public market data. Its tickers and books carry no time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from knowledge.market.exchanges import parsing
from knowledge.market.http_client import HttpClient, HttpResponse
from knowledge.market.models import HourlyCloses, OrderBook, Ticker
from knowledge.market.sources import Fault, SourceError

HOST = "https://api.kraken.com"
_KRAKEN_CODES = {"BTC": "XBT", "DOGE": "XDG"}


@dataclass(frozen=True)
class Kraken:
    """Spot tickers, books of up to 500 levels, hourly candles."""

    http: HttpClient
    base: str = HOST
    name: str = "Kraken"

    async def fetch_ticker(self, base: str, quote: str) -> Ticker:
        """The best bid and ask, as of their receipt."""
        answer, found = await self._ask("Ticker", base, quote)
        bid, ask = (parsing.require_field(self.name, found, side) for side in ("b", "a"))
        return parsing.build_ticker(
            answer,
            base,
            quote,
            parsing.require_field(self.name, bid, 0),
            parsing.require_field(self.name, ask, 0),
        )

    async def fetch_book(self, base: str, quote: str) -> OrderBook:
        """The order book, as of its receipt."""
        answer, found = await self._ask("Depth", base, quote, count=500)
        bids, asks = (parsing.require_field(self.name, found, side) for side in ("bids", "asks"))
        return parsing.build_book(answer, base, quote, bids, asks)

    async def fetch_closes(self, base: str, quote: str) -> HourlyCloses:
        """Hourly closes; the last candle still runs."""
        answer, found = await self._ask("OHLC", base, quote, interval=60)
        candles = parsing.require_rows(self.name, found)[:-1]
        return parsing.build_closes(
            answer, base, quote, (parsing.require_field(self.name, row, 4) for row in candles)
        )

    async def _ask(self, what: str, base: str, quote: str, **more: int) -> tuple[HttpResponse, Any]:
        pair = _KRAKEN_CODES.get(base, base) + _KRAKEN_CODES.get(quote, quote)
        url = f"{self.base}/0/public/{what}"
        answer = await self.http.get(self.name, url, {"pair": pair, **more})
        said = parsing.require_mapping(self.name, answer.json())
        errors = " ".join(str(error) for error in said.get("error") or ())
        if "Unknown asset pair" in errors:
            raise parsing.unknown_pair(self.name, base, quote)
        if "Too many requests" in errors or "Rate limit" in errors:
            raise parsing.rate_limited(self.name)
        if "Unavailable" in errors or "Busy" in errors:
            raise SourceError(self.name, Fault.UNAVAILABLE, "is out of service")
        if errors:
            raise parsing.error_answer(self.name, errors)
        result = dict(parsing.require_mapping(self.name, said.get("result")))
        result.pop("last", None)
        if not result:
            raise SourceError(self.name, Fault.EMPTY, "sent an empty answer")
        key, found = next(iter(result.items()))
        # XXBTZUSD, XBTUSD, USDTZUSD: old assets bear a prefix in answers, new ones none.
        mine, theirs = _KRAKEN_CODES.get(base, base), _KRAKEN_CODES.get(quote, quote)
        spellings = {
            x + y for x in (mine, f"X{mine}") for y in (theirs, f"Z{theirs}", f"X{theirs}")
        }
        if key not in spellings:
            parsing.check_pair(self.name, pair, key)
        return answer, found
