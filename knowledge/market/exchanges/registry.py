"""The exchanges that are read without being asked for, and where each is found.

None of them is on a sanctions list that the knowledge base tells of; a venue that gets on one
goes out of this file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from knowledge.market.exchanges.binance import Binance
from knowledge.market.exchanges.bitstamp import Bitstamp
from knowledge.market.exchanges.bybit import Bybit
from knowledge.market.exchanges.coinbase import Coinbase
from knowledge.market.exchanges.kraken import Kraken
from knowledge.market.exchanges.okx import Okx
from knowledge.market.http_client import HttpClient
from knowledge.market.sources import PriceSource

_ADAPTERS: dict[str, Callable[..., PriceSource]] = {
    "kraken": Kraken,
    "coinbase": Coinbase,
    "bitstamp": Bitstamp,
    "binance": Binance,
    "okx": Okx,
    "bybit": Bybit,
}
EXCHANGE_NAMES = tuple(_ADAPTERS)
# Where a coin is traded against dollars themselves, not against USDT.
USD_EXCHANGES = ("Kraken", "Coinbase", "Bitstamp")


def build_sources(
    http: HttpClient, hosts: Mapping[str, str] | None = None
) -> tuple[PriceSource, ...]:
    """The six exchanges; ``hosts`` points some of them elsewhere, by name."""
    hosts = hosts or {}
    return tuple(
        kind(http, hosts[name]) if name in hosts else kind(http) for name, kind in _ADAPTERS.items()
    )
