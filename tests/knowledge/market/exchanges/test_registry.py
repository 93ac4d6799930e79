"""The exchanges read by default."""

from __future__ import annotations

import asyncio

from knowledge.market.exchanges.blocked_venues import load_blocked_venues
from knowledge.market.exchanges.registry import EXCHANGE_NAMES, USD_EXCHANGES, build_sources
from knowledge.market.http_client import HttpClient
from tests.support.exchanges import RECORDED, answer_body
from tests.support.http_server import Loopback


def test_six_exchanges_are_read_by_default_and_three_of_them_in_dollars() -> None:
    names = [source.name for source in build_sources(HttpClient())]
    assert names == ["Kraken", "Coinbase", "Bitstamp", "Binance", "OKX", "Bybit"]
    assert set(USD_EXCHANGES) < set(names)


def test_none_of_them_is_blocked() -> None:
    assert not set(EXCHANGE_NAMES) & load_blocked_venues().keys()


def test_an_exchange_may_be_read_at_another_address(loopback: Loopback) -> None:
    loopback.answer(RECORDED["okx"]["paths"]["ticker"], answer_body(RECORDED["okx"]["ticker"]))

    async def once() -> None:
        http = HttpClient(timeout_s=1.0)
        sources = build_sources(http, {"okx": loopback.url})
        okx = next(source for source in sources if source.name == "OKX")
        assert (await okx.fetch_ticker("BTC", "USD")).bid == 64000
        await http.aclose()

    asyncio.run(once())
