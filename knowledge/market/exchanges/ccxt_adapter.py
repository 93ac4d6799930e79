"""Any other exchange through the library ccxt, which is an optional extra.

Only ccxt's parsing is used. Its requests go through our HTTP client, with its limits of time and
size, and numbers keep every digit.
"""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from knowledge.errors import ConfigError
from knowledge.market.exchanges import parsing
from knowledge.market.exchanges.blocked_venues import load_blocked_venues
from knowledge.market.failures import build_source_error
from knowledge.market.http_client import HttpClient, HttpResponse
from knowledge.market.models import HourlyCloses, OrderBook, Ticker, utc_now

MAX_LEVELS = 100
# ccxt calculates with the digits themselves: 1e999999999 is a text of a gigabyte there.
_LONG_EXPONENT = re.compile(r"[\s+-]*[\d._]+[eE][\s+-]*[\d_]{4,}\s*")


def build_source(name: str, http: HttpClient, host: str = "") -> CcxtExchange:
    """An exchange by its ccxt name; ConfigError when ccxt does not know it or it is blocked.

    ``host`` replaces the host of the exchange's own addresses.
    """
    blocked = load_blocked_venues().get(name)
    if blocked:
        raise ConfigError(
            f"{blocked.name} is not read: listed or barred by {blocked.by} on {blocked.since}.",
            fix="Take it out of TRADEWIND_EXCHANGES.",
        )
    try:
        ccxt = importlib.import_module("ccxt")
        exchange_class = getattr(importlib.import_module(f"ccxt.async_support.{name}"), name)
    except (ImportError, AttributeError) as error:
        if getattr(error, "name", None) == "ccxt":
            problem, fix = "needs one more package", 'Run: pip install "tradewind[exchanges]"'
        else:
            problem, fix = "is no exchange that ccxt knows", "Correct TRADEWIND_EXCHANGES."
        raise ConfigError(f"The exchange {name[:30]!r} {problem}.", fix=fix) from None
    return CcxtExchange(http, exchange_class({"enableRateLimit": False}), ccxt, host)


class CcxtExchange:
    """Spot tickers, books and hourly candles of one exchange."""

    def __init__(self, http: HttpClient, exchange: Any, ccxt: Any, host: str = "") -> None:
        """Read ``exchange``, a ccxt object, through ``http``."""
        self.name: str = exchange.name
        self._http, self._exchange, self._ccxt, self._host = http, exchange, ccxt, host
        exchange.number = str
        # Many exchanges give the list of coins to customers only, and pairs are enough.
        exchange.has = {**exchange.has, "fetchCurrencies": False}
        exchange.fetch = self._fetch

    async def fetch_ticker(self, base: str, quote: str) -> Ticker:
        """The best bid and ask."""
        answer, response = await self._request("fetch_ticker", base, quote)
        bid, ask = (parsing.require_field(self.name, answer, side) for side in ("bid", "ask"))
        return parsing.build_ticker(
            response, base, quote, bid, ask, self._parse_time(answer, response)
        )

    async def fetch_book(self, base: str, quote: str) -> OrderBook:
        """The order book, as deep as the exchange gives it."""
        answer, response = await self._request("fetch_order_book", base, quote)
        # ccxt gives books alone as floats; the shortest form of a float is what was sent.
        bids, asks = (
            sorted(
                (
                    [str(part) for part in row[:2]]
                    for row in parsing.require_rows(self.name, answer.get(side))
                ),
                key=self._parse_price,
            )
            for side in ("bids", "asks")
        )
        at = self._parse_time(answer, response)
        return parsing.build_book(
            response, base, quote, bids[::-1][:MAX_LEVELS], asks[:MAX_LEVELS], at
        )

    async def fetch_closes(self, base: str, quote: str) -> HourlyCloses:
        """Hourly closes, the oldest first; the last candle still runs."""
        answer, response = await self._request("fetch_ohlcv", base, quote, "1h")
        candles = parsing.require_rows(self.name, answer)[:-1]
        prices = (parsing.require_field(self.name, row, 4) for row in candles)
        return parsing.build_closes(response, base, quote, prices)

    def _parse_price(self, row: Sequence[Any]) -> Decimal:
        return parsing.parse_positive(self.name, parsing.require_field(self.name, row, 0))

    def _parse_time(self, answer: Any, response: HttpResponse) -> Any:
        stamp = answer.get("timestamp")
        return parsing.parse_time(self.name, stamp, response) if stamp else None

    async def _request(
        self, what: str, base: str, quote: str, *options: str
    ) -> tuple[Any, HttpResponse]:
        try:
            answer = await getattr(self._exchange, what)(f"{base}/{quote}", *options)
        except self._ccxt.BadSymbol:
            raise parsing.unknown_pair(self.name, base, quote) from None
        except (self._ccxt.RateLimitExceeded, self._ccxt.DDoSProtection):
            raise parsing.rate_limited(self.name) from None
        except self._ccxt.NotSupported:
            raise build_source_error(self.name, "not_offered") from None
        except self._ccxt.BaseError as error:
            raise parsing.error_answer(self.name, error) from None
        except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError):
            # ccxt raises whatever its parsing meets in an answer of another shape.
            raise build_source_error(self.name, "other_shape") from None
        return answer, HttpResponse(b"", utc_now(), source=self.name)

    async def _fetch(
        self, url: str, method: str = "GET", headers: Any = None, body: Any = None
    ) -> Any:
        """Replaces the request method of ccxt; public figures need nothing but GET."""
        if method != "GET":
            raise build_source_error(self.name, "other_access")
        if self._host:
            mirror, original = urlsplit(self._host), urlsplit(url)
            url = urlunsplit((mirror.scheme, mirror.netloc, original.path, original.query, ""))
        response = await self._http.get(self.name, url)
        response.json()  # raises SourceError for what is no JSON
        answer = json.loads(response.body, parse_float=str)
        if any(map(_LONG_EXPONENT.fullmatch, _iter_texts(answer))):
            raise build_source_error(
                self.name, "unreadable_number", field="a price", value="an endless exponent"
            )
        text = response.body.decode("utf-8", "replace")
        self._exchange.handle_errors(200, "OK", url, method, {}, text, answer, headers or {}, body)
        return answer


def _iter_texts(answer: Any) -> Iterator[str]:
    """Every text in an answer, except names of fields."""
    waiting = [answer]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            yield node
        elif isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            waiting.extend(node.values())
