"""The market as the bot asks it: a price with its sources, or a snapshot for an estimate."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Mapping, Sequence
from statistics import median
from typing import Any

from knowledge.market.cache import SourceCache, gather_results
from knowledge.market.consensus import Consensus, compute_consensus, convert_usdt_to_usd
from knowledge.market.exchanges.registry import USD_EXCHANGES
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
from knowledge.market.sources import Fault, FeeSource, PriceSource, RateSource, SourceError
from knowledge.money import is_crypto

TOTAL_TIMEOUT_S = 5.0
TICKER_TTL_S, CHAIN_FEE_TTL_S, OFFICIAL_RATE_TTL_S = 10.0, 50.0, 900.0
MAX_CLOCK_SKEW_S = 30.0
STABLECOINS = ("USDT", "USDC")


class Market:
    """Prices, rates and fees from outside, each asked for once while it is fresh."""

    def __init__(
        self,
        http: HttpClient,
        prices: Sequence[PriceSource],
        rates: Sequence[RateSource],
        fees: Sequence[FeeSource],
        *,
        clock: Callable[[], dt.datetime] = utc_now,
        budget: float = TOTAL_TIMEOUT_S,
    ) -> None:
        """Ask these sources; give up on the slow ones after ``budget`` seconds."""
        self.http, self.cache = http, SourceCache()
        self._prices, self._rates, self._fees = tuple(prices), tuple(rates), tuple(fees)
        self._clock, self._budget = clock, budget

    @property
    def source_names(self) -> tuple[str, ...]:
        """Every source, by name."""
        sources: tuple[PriceSource | RateSource | FeeSource, ...] = (
            *self._prices, *self._rates, *self._fees,
        )  # fmt: skip
        return tuple(source.name for source in sources)

    async def fetch_price(self, base: str, quote: str) -> Consensus:
        """What one ``base`` costs in ``quote`` by the median of the exchanges.

        In dollars, books against USDT are counted too, at what a USDT costs in dollars.
        """
        if quote == "USD" and base not in STABLECOINS:
            others = [s for s in self._prices if s.name not in USD_EXCHANGES]
            calls = [self._ticker(s, base, quote) for s in self._prices if s.name in USD_EXCHANGES]
            through = [self._ticker(s, base, "USDT") for s in others]
            tether, (tickers, failures), (tethered, more) = await asyncio.gather(
                self.fetch_price("USDT", "USD"),
                gather_results(calls, self._budget),
                gather_results(through, self._budget),
            )
            if tether.price:
                tickers += [convert_usdt_to_usd(ticker, tether.price) for ticker in tethered]
            failures += more
        else:
            calls = [self._ticker(source, base, quote) for source in self._prices]
            tickers, failures = await gather_results(calls, self._budget)
        worth_saying = [f for f in failures if f.kind != Fault.UNKNOWN_PAIR]
        return compute_consensus(base, quote, tickers, self._clock(), worth_saying)

    async def fetch_official_rates(self) -> tuple[list[Rate], list[Failure]]:
        """Every publisher's newest rates."""
        calls = [
            (s.name, self.cache.get(s.name, "rates", OFFICIAL_RATE_TTL_S, s.fetch_rates))
            for s in self._rates
        ]
        found, failures = await gather_results(calls, self._budget)
        return [rate for rates in found for rate in rates], failures

    async def fetch_snapshot(self, need: SnapshotRequest) -> Snapshot:
        """All figures for an estimate, asked for at once; whoever does not answer is named."""
        ends = tuple(dict.fromkeys((need.payer, need.payee)))
        pairs = [(a, money) for a in need.assets for money in ends if a != money]
        books = [self._book(source, *pair) for pair in pairs for source in self._prices]
        hourly = [self._closes(asset) for asset in need.assets]
        chains: list[tuple[str, Awaitable[tuple[Observation, ...]]]] = [
            self._shared(source.name, "fees", CHAIN_FEE_TTL_S, source.fetch_fees)
            for source in self._fees
            if source.network in need.networks
        ]
        ends_in_coin = (money for money in ends if is_crypto(money))
        coins = dict.fromkeys((*need.assets, *need.coins, *ends_in_coin))
        priced = asyncio.gather(*(self.fetch_price(coin, "USD") for coin in coins))
        (
            (rates, no_rates),
            (depth, no_books),
            (history, _),
            (fees, no_fees),
            prices,
        ) = await asyncio.gather(
            self.fetch_official_rates(),
            gather_results(books, self._budget),
            gather_results(hourly, self._budget),
            gather_results(chains, self._budget),
            priced,
        )
        failures = [f for f in (*no_rates, *no_books, *no_fees) if f.kind != Fault.UNKNOWN_PAIR]
        return Snapshot(
            taken_at=self._clock(),
            books=tuple(depth),
            closes=tuple(history),
            rates=tuple(rates),
            fees=tuple(datum for found in fees for datum in found),
            prices=tuple(prices),
            failures=_unique_by_source(failures),
            skewed=self.is_clock_skewed(),
        )

    def is_clock_skewed(self) -> bool:
        """Whether our clock is off by the servers' account; then no quote may be given."""
        skews = list(self.http.clock_skews.values())
        return len(skews) > 1 and abs(median(skews)) > MAX_CLOCK_SKEW_S

    def source_states(self) -> Mapping[str, str]:
        """Each source's fuse: closed, open or half-open; and why, if it failed last."""
        out = dict.fromkeys(self.source_names, "not asked yet")
        for name in self.source_names:
            breaker = self.cache.breakers.get(name)
            if breaker is not None:
                state = breaker.state(self.cache.now())
                out[name] = f"failing ({state}): it {breaker.why}" if breaker.why else state
        return out

    async def aclose(self) -> None:
        """Close every connection."""
        await self.http.aclose()

    def _ticker(self, source: PriceSource, base: str, quote: str) -> tuple[str, Awaitable[Ticker]]:
        key = ("ticker", base, quote)
        return self._shared(
            source.name, key, TICKER_TTL_S, lambda: source.fetch_ticker(base, quote)
        )

    def _book(self, source: PriceSource, base: str, quote: str) -> tuple[str, Awaitable[OrderBook]]:
        key = ("book", base, quote)
        return self._shared(source.name, key, TICKER_TTL_S, lambda: source.fetch_book(base, quote))

    def _closes(self, asset: str) -> tuple[str, Awaitable[HourlyCloses]]:
        async def first() -> HourlyCloses:
            """The first of the dollar exchanges that has hourly prices."""
            failed = SourceError("exchanges", Fault.EMPTY, f"have no hourly prices of {asset}")
            for source in self._prices:
                if source.name not in USD_EXCHANGES:
                    continue
                try:
                    return await source.fetch_closes(asset, "USD")
                except SourceError as error:
                    failed = error
            raise failed

        return self._shared(f"{asset} hourly prices", "closes", 600.0, first)

    def _shared(
        self, source: str, key: Any, ttl: float, call: Callable[[], Awaitable[Any]]
    ) -> tuple[str, Awaitable[Any]]:
        return source, self.cache.get(source, key, ttl, call)


def _unique_by_source(failures: Sequence[Failure]) -> tuple[Failure, ...]:
    """One failure for each source: it fails in every pair alike."""
    return tuple({failure.source: failure for failure in reversed(failures)}.values())[::-1]
