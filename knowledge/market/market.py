"""The live market: the price of a pair with its sources, or a snapshot for an estimate."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from statistics import median

from knowledge.assets import load_assets
from knowledge.errors import Fault, SourceError
from knowledge.market.cache import SourceCache, call_source, gather_results
from knowledge.market.consensus import Consensus, compute_consensus, convert_usdt_to_usd
from knowledge.market.exchanges.registry import USD_EXCHANGES
from knowledge.market.failures import build_source_error
from knowledge.market.http_client import HttpClient
from knowledge.market.models import (
    Failure,
    HourlyCloses,
    Observation,
    OrderBook,
    Rate,
    Ticker,
    utc_now,
)
from knowledge.market.snapshot import Snapshot, SnapshotRequest
from knowledge.market.sources import FeeSource, PriceSource, RateSource
from knowledge.money import is_crypto

TOTAL_TIMEOUT_S = 5.0
TICKER_TTL_S, HOURLY_CLOSES_TTL_S = 10.0, 600.0
CHAIN_FEE_TTL_S, OFFICIAL_RATE_TTL_S = 50.0, 900.0
MAX_CLOCK_SKEW_S = 30.0


class Market:
    """Prices, rates and fees from outside sources, each fetched once while it is fresh."""

    def __init__(
        self,
        http: HttpClient,
        prices: Sequence[PriceSource],
        rates: Sequence[RateSource],
        fees: Sequence[FeeSource],
        *,
        clock: Callable[[], dt.datetime] = utc_now,
        timeout_s: float = TOTAL_TIMEOUT_S,
    ) -> None:
        """Use these sources; leave out those that take longer than ``timeout_s``."""
        self.http, self.cache = http, SourceCache()
        self._prices, self._rates, self._fees = tuple(prices), tuple(rates), tuple(fees)
        self._clock, self._timeout_s = clock, timeout_s

    @property
    def source_names(self) -> tuple[str, ...]:
        """The names of all sources."""
        sources: tuple[PriceSource | RateSource | FeeSource, ...] = (
            *self._prices,
            *self._rates,
            *self._fees,
        )
        return tuple(source.name for source in sources)

    async def fetch_price(self, base: str, quote: str) -> Consensus:
        """What one ``base`` costs in ``quote`` by the median of the exchanges.

        In dollars, tickers against USDT count as well, at what a USDT costs in dollars.
        """
        if quote == "USD" and base not in load_assets().stablecoins:
            tickers, failures = await self._fetch_dollar_tickers(base)
        else:
            tickers, failures = await self._fetch_tickers(self._prices, base, quote)
        return compute_consensus(base, quote, tickers, self._clock(), _drop_unknown_pairs(failures))

    async def fetch_official_rates(self) -> tuple[list[Rate], list[Failure]]:
        """The newest rates of every publisher."""
        calls = [
            (
                source.name,
                self.cache.get(source.name, "rates", OFFICIAL_RATE_TTL_S, source.fetch_rates),
            )
            for source in self._rates
        ]
        publications, failures = await gather_results(calls, self._timeout_s)
        return [rate for rates in publications for rate in rates], failures

    async def fetch_snapshot(self, request: SnapshotRequest) -> Snapshot:
        """All figures for an estimate, fetched at once; sources without an answer are named."""
        currencies = tuple(dict.fromkeys((request.payer, request.payee)))
        coins = dict.fromkeys(
            (*request.assets, *request.coins, *(c for c in currencies if is_crypto(c)))
        )
        (
            (rates, rate_failures),
            (books, book_failures),
            (closes, _),
            (fees, fee_failures),
            prices,
        ) = await asyncio.gather(
            self.fetch_official_rates(),
            self._fetch_books(request.assets, currencies),
            gather_results([self._closes_call(a) for a in request.assets], self._timeout_s),
            self._fetch_fees(request.networks),
            asyncio.gather(*(self.fetch_price(coin, "USD") for coin in coins)),
        )
        failures = _drop_unknown_pairs((*rate_failures, *book_failures, *fee_failures))
        return Snapshot(
            taken_at=self._clock(),
            books=tuple(books),
            closes=tuple(closes),
            rates=tuple(rates),
            fees=tuple(fee for network_fees in fees for fee in network_fees),
            prices=tuple(prices),
            failures=_unique_by_source(failures),
            skewed=self.is_clock_skewed(),
        )

    def is_clock_skewed(self) -> bool:
        """Whether our clock is wrong by the median of the servers'; then no quote is given."""
        skews_s = list(self.http.clock_skews.values())
        return len(skews_s) > 1 and abs(median(skews_s)) > MAX_CLOCK_SKEW_S

    def source_states(self) -> Mapping[str, str]:
        """The breaker's state of each source, and the last failure, in English."""
        states = dict.fromkeys(self.source_names, "not asked yet")
        for name in self.source_names:
            breaker = self.cache.breakers.get(name)
            if breaker is None:
                continue
            state, error = breaker.state(self.cache.now()), breaker.last_error
            states[name] = state if error is None else f"failing ({state}): it {error.sentence}"
        return states

    async def aclose(self) -> None:
        """Close every connection."""
        await self.http.aclose()

    async def _fetch_dollar_tickers(self, base: str) -> tuple[list[Ticker], list[Failure]]:
        """Tickers in dollars: those of dollar exchanges, and those against USDT converted."""
        dollar = [source for source in self._prices if source.name in USD_EXCHANGES]
        others = [source for source in self._prices if source.name not in USD_EXCHANGES]
        tether, (tickers, failures), (usdt_tickers, usdt_failures) = await asyncio.gather(
            self.fetch_price("USDT", "USD"),
            self._fetch_tickers(dollar, base, "USD"),
            self._fetch_tickers(others, base, "USDT"),
        )
        if tether.price:
            tickers += [convert_usdt_to_usd(ticker, tether.price) for ticker in usdt_tickers]
        return tickers, failures + usdt_failures

    async def _fetch_tickers(
        self, sources: Sequence[PriceSource], base: str, quote: str
    ) -> tuple[list[Ticker], list[Failure]]:
        calls = [self._ticker_call(source, base, quote) for source in sources]
        return await gather_results(calls, self._timeout_s)

    async def _fetch_books(
        self, assets: Sequence[str], currencies: Sequence[str]
    ) -> tuple[list[OrderBook], list[Failure]]:
        calls = [
            self._book_call(source, asset, currency)
            for asset in assets
            for currency in currencies
            if asset != currency
            for source in self._prices
        ]
        return await gather_results(calls, self._timeout_s)

    async def _fetch_fees(
        self, networks: Sequence[str]
    ) -> tuple[list[tuple[Observation, ...]], list[Failure]]:
        calls = [
            (source.name, self.cache.get(source.name, "fees", CHAIN_FEE_TTL_S, source.fetch_fees))
            for source in self._fees
            if source.network in networks
        ]
        return await gather_results(calls, self._timeout_s)

    def _ticker_call(
        self, source: PriceSource, base: str, quote: str
    ) -> tuple[str, Awaitable[Ticker]]:
        key = ("ticker", base, quote)
        return source.name, self.cache.get(
            source.name, key, TICKER_TTL_S, lambda: source.fetch_ticker(base, quote)
        )

    def _book_call(
        self, source: PriceSource, base: str, quote: str
    ) -> tuple[str, Awaitable[OrderBook]]:
        key = ("book", base, quote)
        return source.name, self.cache.get(
            source.name, key, TICKER_TTL_S, lambda: source.fetch_book(base, quote)
        )

    def _closes_call(self, asset: str) -> tuple[str, Awaitable[HourlyCloses]]:
        name = f"{asset} hourly prices"
        return name, self.cache.get(
            name, "closes", HOURLY_CLOSES_TTL_S, lambda: self._fetch_closes(asset)
        )

    async def _fetch_closes(self, asset: str) -> HourlyCloses:
        """The hourly prices of the first dollar exchange that has them."""
        last_error = build_source_error("exchanges", "no_closes", pair=f"{asset}/USD")
        for source in self._prices:
            if source.name not in USD_EXCHANGES:
                continue
            try:
                return await call_source(source.name, partial(source.fetch_closes, asset, "USD"))
            except SourceError as error:
                last_error = error
        raise last_error


def _drop_unknown_pairs(failures: Sequence[Failure]) -> list[Failure]:
    """Without those of exchanges that do not trade the pair, which is no failure to mention."""
    return [failure for failure in failures if failure.kind != Fault.UNKNOWN_PAIR]


def _unique_by_source(failures: Sequence[Failure]) -> tuple[Failure, ...]:
    """The first failure of each source: it fails in every pair alike."""
    return tuple({failure.source: failure for failure in reversed(failures)}.values())[::-1]
