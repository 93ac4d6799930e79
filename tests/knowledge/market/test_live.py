"""The live market is built of every default source and the exchanges of the setting."""

from __future__ import annotations

import asyncio

import pytest

from knowledge.assets import load_assets
from knowledge.errors import ConfigError, SourceError
from knowledge.market import live
from knowledge.market.market import Market
from tests.support.http_server import Loopback


def names_of(market: Market) -> tuple[str, ...]:
    asyncio.run(market.aclose())
    return market.source_names


def test_every_default_source_is_in_the_market() -> None:
    names = names_of(live.build_market(hosts={}))
    assert names[:10] == (
        "Kraken", "Coinbase", "Bitstamp", "Binance", "OKX", "Bybit",
        "Bank of Russia", "European Central Bank", "Central Bank of Türkiye", "Frankfurter",
    )  # fmt: skip
    assert len(names[10:]) == len(load_assets().fee_networks)
    assert set(names) > {
        "mempool.space", "TronGrid", "Solana node", "Ethereum node", "Base node",
        "Arbitrum node", "Polygon node", "Bsc node",
    }  # fmt: skip


def test_the_setting_adds_exchanges_to_the_market(loopback: Loopback) -> None:
    market = live.build_market(exchanges=("bitso", "gemini"), hosts={"bitso": loopback.url})
    assert {"Kraken", "Bitso", "Gemini"} < set(names_of(market))


def test_an_exchange_that_does_not_exist_stops_the_start() -> None:
    with pytest.raises(ConfigError, match="nosuch"):
        live.build_market(exchanges=("nosuch",), hosts={})


def test_a_host_takes_the_place_of_a_default_address(loopback: Loopback) -> None:
    market = live.build_market(hosts={"cbr": loopback.url}, timeout_s=0.5)
    (bank,) = (rates for rates in market._rates if rates.name == "Bank of Russia")

    async def fetch() -> None:
        with pytest.raises(SourceError):
            await bank.fetch_rates()
        await market.aclose()

    asyncio.run(fetch())
    assert loopback.requested == ["/scripts/XML_daily.asp"]
