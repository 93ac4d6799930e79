"""What the market needs from the outside: price, rate and fee sources, each failing in one way."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from knowledge.errors import TradewindError
from knowledge.market.models import HourlyCloses, Observation, OrderBook, Rate, Ticker


class Fault(StrEnum):
    """Why a source gave nothing."""

    RATE_LIMITED = "rate_limited"
    GEO_BLOCKED = "geo_blocked"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    UNAVAILABLE = "unavailable"
    UNKNOWN_PAIR = "unknown_pair"
    MALFORMED = "malformed"
    EMPTY = "empty"
    ABSURD = "absurd"
    CLOCK = "clock"


class SourceError(TradewindError):
    """A source gave nothing that can be used; ``retry_after`` is in seconds, when it said so."""

    def __init__(
        self, source: str, fault: Fault, sentence: str, *, retry_after: float | None = None
    ) -> None:
        super().__init__(f"{source}: {sentence}")
        self.source = source
        self.fault = fault
        self.sentence = sentence
        self.retry_after = retry_after


class PriceSource(Protocol):
    """An exchange's public market data. All raise SourceError and nothing else."""

    @property
    def name(self) -> str:
        """The exchange's name as it is shown."""
        ...

    async def fetch_ticker(self, base: str, quote: str) -> Ticker:
        """The best bid and ask."""
        ...

    async def fetch_book(self, base: str, quote: str) -> OrderBook:
        """The order book, at least 50 levels a side where the exchange gives them."""
        ...

    async def fetch_closes(self, base: str, quote: str) -> HourlyCloses:
        """The closes of the last 169 hours or as many as there are."""
        ...


class RateSource(Protocol):
    """A publisher of official rates."""

    @property
    def name(self) -> str:
        """The publisher's name as it is shown."""
        ...

    async def fetch_rates(self) -> tuple[Rate, ...]:
        """All rates of the newest publication."""
        ...


class FeeSource(Protocol):
    """What a chain charges now, as figures keyed by ``network.what``."""

    @property
    def name(self) -> str:
        """The node's or service's name as it is shown."""
        ...

    @property
    def network(self) -> str:
        """The chain that it tells of."""
        ...

    async def fetch_fees(self) -> tuple[Observation, ...]:
        """The chain's fee figures."""
        ...
