"""The exchanges that are read by default.

None of them is on a sanctions list that the knowledge base describes; a venue that is designated
must leave this file.
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
# Names of the exchanges that trade coins against dollars, not against USDT.
USD_EXCHANGES = ("Kraken", "Coinbase", "Bitstamp")


def build_sources(
    http: HttpClient, hosts: Mapping[str, str] | None = None
) -> tuple[PriceSource, ...]:
    """The six exchanges; ``hosts`` gives other addresses for some of them, by name."""
    hosts = hosts or {}
    return tuple(
        adapter(http, hosts[name]) if name in hosts else adapter(http)
        for name, adapter in _ADAPTERS.items()
    )
