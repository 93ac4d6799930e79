"""Kraken's public market data. Its tickers and books carry no time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from knowledge.market.exchanges import parsing
from knowledge.market.failures import build_source_error
from knowledge.market.http_client import HttpClient, HttpResponse
from knowledge.market.models import HourlyCloses, OrderBook, Ticker

HOST = "https://api.kraken.com"
_KRAKEN_CODES = {"BTC": "XBT", "DOGE": "XDG"}


@dataclass(frozen=True)
class Kraken:
    """Spot tickers, books of up to 500 levels, hourly candles."""

    http: HttpClient
    base: str = HOST
    name: str = "Kraken"

    async def fetch_ticker(self, base: str, quote: str) -> Ticker:
        """The best bid and ask, dated by receipt."""
        response, result = await self._request("Ticker", base, quote)
        bid, ask = (
            parsing.require_field(self.name, side, 0)
            for side in parsing.require_fields(self.name, result, "b", "a")
        )
        return parsing.build_ticker(response, base, quote, bid, ask)

    async def fetch_book(self, base: str, quote: str) -> OrderBook:
        """The order book, dated by receipt."""
        response, result = await self._request("Depth", base, quote, count=500)
        bids, asks = parsing.require_fields(self.name, result, "bids", "asks")
        return parsing.build_book(response, base, quote, bids, asks)

    async def fetch_closes(self, base: str, quote: str) -> HourlyCloses:
        """Hourly closes; the last candle still runs."""
        response, result = await self._request("OHLC", base, quote, interval=60)
        candles = parsing.require_rows(self.name, result)[:-1]
        prices = (parsing.require_field(self.name, candle, 4) for candle in candles)
        return parsing.build_closes(response, base, quote, prices)

    async def _request(
        self, what: str, base: str, quote: str, **options: int
    ) -> tuple[HttpResponse, Any]:
        own_base, own_quote = _KRAKEN_CODES.get(base, base), _KRAKEN_CODES.get(quote, quote)
        url = f"{self.base}/0/public/{what}"
        response = await self.http.get(self.name, url, {"pair": own_base + own_quote, **options})
        answer = parsing.require_mapping(self.name, response.json())
        self._check_errors(answer, base, quote)
        result = dict(parsing.require_mapping(self.name, answer.get("result")))
        result.pop("last", None)
        if not result:
            raise build_source_error(self.name, "empty_answer")
        key, value = next(iter(result.items()))
        # XXBTZUSD, XBTUSD, USDTZUSD: old assets bear a prefix in answers, new ones none.
        spellings = {
            x + y
            for x in (own_base, f"X{own_base}")
            for y in (own_quote, f"Z{own_quote}", f"X{own_quote}")
        }
        if key not in spellings:
            parsing.check_pair(self.name, own_base + own_quote, key)
        return response, value

    def _check_errors(self, answer: Any, base: str, quote: str) -> None:
        """SourceError for the errors that the answer lists."""
        listed = answer.get("error") or []
        errors = " ".join(map(str, listed)) if isinstance(listed, list) else str(listed)
        if "Unknown asset pair" in errors:
            raise parsing.unknown_pair(self.name, base, quote)
        if "Too many requests" in errors or "Rate limit" in errors:
            raise parsing.rate_limited(self.name)
        if "Unavailable" in errors or "Busy" in errors:
            raise build_source_error(self.name, "out_of_service")
        if errors:
            raise parsing.error_answer(self.name, errors)
