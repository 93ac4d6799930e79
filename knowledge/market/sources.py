"""The protocols of price, rate and fee sources. Their methods raise SourceError."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Protocol

from knowledge.market.models import HourlyCloses, Observation, OrderBook, Rate, Ticker

UrlLookup = Callable[[str, str], str]
"""The address of a source by its name, given the default one."""
FigureLookup = Callable[[str], Decimal]
"""A chain's figure by its key; raises where there is none that is fresh."""


class PriceSource(Protocol):
    """An exchange's public market data."""

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
        """The closes of the last 169 hours, or fewer where the exchange has fewer."""
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
    """What a chain charges now, as figures with keys such as ``bitcoin.fee_rate``."""

    @property
    def name(self) -> str:
        """The node's or service's name as it is shown."""
        ...

    @property
    def network(self) -> str:
        """The chain whose fees it gives."""
        ...

    async def fetch_fees(self) -> tuple[Observation, ...]:
        """The chain's fee figures."""
        ...
