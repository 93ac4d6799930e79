from __future__ import annotations

import asyncio

import pytest

from knowledge.assets import load_assets
from knowledge.market.chains.registry import build_fee_sources, load_fee_model
from knowledge.market.http_client import HttpClient


def test_every_network_with_a_fee_model_has_a_source_of_its_own() -> None:
    http = HttpClient()
    sources = build_fee_sources(http, lambda _, default: default)
    asyncio.run(http.aclose())
    assert tuple(source.network for source in sources) == load_assets().fee_networks


def test_a_source_is_read_where_the_setting_says() -> None:
    http = HttpClient()
    named: list[str] = []

    def url_of(name: str, _: str) -> str:
        named.append(name)
        return "http://127.0.0.1:1"

    build_fee_sources(http, url_of)
    asyncio.run(http.aclose())
    assert {"mempool", "esplora", "tron", "solana", "ethereum", "base"} <= set(named)


def test_an_unknown_fee_model_is_no_module() -> None:
    with pytest.raises(ModuleNotFoundError):
        load_fee_model("nosuch")
