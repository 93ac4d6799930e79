"""Any other exchange, through the library ccxt: an optional extra, for those whom six do not serve.

Only its parsing is used. What it sends goes through our own connections, with their limits of
time and size, and numbers reach us as they were written.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from knowledge.errors import ConfigError
from knowledge.market.exchanges import parsing
from knowledge.market.exchanges.blocked_venues import load_blocked_venues
from knowledge.market.http_client import HttpClient, HttpResponse
from knowledge.market.models import HourlyCloses, OrderBook, Ticker, utc_now
from knowledge.market.sources import Fault, SourceError

MAX_LEVELS = 100


def build_source(name: str, http: HttpClient, host: str = "") -> CcxtExchange:
    """An exchange by its ccxt name; ConfigError when it cannot or must not be read.

    ``host`` stands in for the exchange's own addresses, as a mirror does.
    """
    barred = load_blocked_venues().get(name)
    if barred:
        raise ConfigError(
            f"{barred.name} is not read: designated by {barred.by} on {barred.since}.",
            fix="Take it out of TRADEWIND_EXCHANGES.",
        )
    try:
        ccxt = importlib.import_module("ccxt")
        kind = getattr(importlib.import_module(f"ccxt.async_support.{name}"), name)
    except (ImportError, AttributeError) as error:
        if getattr(error, "name", None) == "ccxt":
            why, fix = "needs one more package", 'Run: pip install "tradewind[exchanges]"'
        else:
            why, fix = "is no exchange that ccxt knows", "Correct TRADEWIND_EXCHANGES."
        raise ConfigError(f"The exchange {name[:30]!r} {why}.", fix=fix) from None
    return CcxtExchange(http, kind({"enableRateLimit": False}), ccxt, host)


class CcxtExchange:
    """Spot tickers, books and hourly candles of one exchange."""

    def __init__(self, http: HttpClient, exchange: Any, ccxt: Any, host: str = "") -> None:
        """Read ``exchange``, a ccxt object, through ``http``."""
        self.name: str = exchange.name
        self._http, self._exchange, self._ccxt, self._host = http, exchange, ccxt, host
        exchange.number = str
        # Pairs are enough; on many exchanges the list of coins is for customers only.
        exchange.has = {**exchange.has, "fetchCurrencies": False}
        exchange.fetch = self._fetch

    async def fetch_ticker(self, base: str, quote: str) -> Ticker:
        """The best bid and ask."""
        said, answer = await self._ask("fetch_ticker", base, quote)
        bid, ask = (parsing.require_field(self.name, said, side) for side in ("bid", "ask"))
        return parsing.build_ticker(answer, base, quote, bid, ask, self._moment(said, answer))

    async def fetch_book(self, base: str, quote: str) -> OrderBook:
        """The order book, as deep as the exchange gives it."""
        said, answer = await self._ask("fetch_order_book", base, quote)
        # ccxt makes floats of books alone; the shortest form of one is what was sent.
        bids, asks = (
            sorted(
                (
                    [str(part) for part in row[:2]]
                    for row in parsing.require_rows(self.name, said.get(side))
                ),
                key=self._price,
            )
            for side in ("bids", "asks")
        )
        at = self._moment(said, answer)
        return parsing.build_book(
            answer, base, quote, bids[::-1][:MAX_LEVELS], asks[:MAX_LEVELS], at
        )

    async def fetch_closes(self, base: str, quote: str) -> HourlyCloses:
        """Hourly closes, the oldest first; the last candle still runs."""
        said, answer = await self._ask("fetch_ohlcv", base, quote, "1h")
        candles = parsing.require_rows(self.name, said)[:-1]
        prices = (parsing.require_field(self.name, row, 4) for row in candles)
        return parsing.build_closes(answer, base, quote, prices)

    def _price(self, row: Sequence[Any]) -> Decimal:
        return parsing.parse_positive(self.name, parsing.require_field(self.name, row, 0))

    def _moment(self, said: Any, answer: HttpResponse) -> Any:
        stamp = said.get("timestamp")
        return parsing.parse_time(self.name, stamp, answer) if stamp else None

    async def _ask(self, what: str, base: str, quote: str, *more: str) -> tuple[Any, HttpResponse]:
        try:
            said = await getattr(self._exchange, what)(f"{base}/{quote}", *more)
        except self._ccxt.BadSymbol:
            raise parsing.unknown_pair(self.name, base, quote) from None
        except (self._ccxt.RateLimitExceeded, self._ccxt.DDoSProtection):
            raise parsing.rate_limited(self.name) from None
        except self._ccxt.NotSupported:
            raise SourceError(self.name, Fault.EMPTY, "does not give such figures") from None
        except self._ccxt.BaseError as error:
            raise parsing.error_answer(self.name, error) from None
        except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError):
            # An answer of another shape trips the library in as many ways as there are shapes.
            raise SourceError(
                self.name, Fault.MALFORMED, "sent an answer of another shape"
            ) from None
        return said, HttpResponse(b"", utc_now(), source=self.name)

    async def _fetch(
        self, url: str, method: str = "GET", headers: Any = None, body: Any = None
    ) -> Any:
        """What ccxt sends instead of its own request; public figures need nothing but GET."""
        if method != "GET":
            raise SourceError(self.name, Fault.UNAVAILABLE, "gives its figures in another way")
        if self._host:
            mirror, there = urlsplit(self._host), urlsplit(url)
            url = urlunsplit((mirror.scheme, mirror.netloc, there.path, there.query, ""))
        answer = await self._http.get(self.name, url)
        answer.json()  # only to refuse what is none
        said = json.loads(answer.body, parse_float=str)
        text = answer.body.decode("utf-8", "replace")
        self._exchange.handle_errors(200, "OK", url, method, {}, text, said, headers or {}, body)
        return said
