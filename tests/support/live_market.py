"""The live market over sources that a local server plays."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import Awaitable, Callable
from typing import TypeVar

from knowledge.assets import load_assets
from knowledge.market import live
from knowledge.market.market import Market
from tests.support.exchanges import EXCHANGES, play, silence
from tests.support.http_server import Loopback
from tests.support.paths import FIXTURES

T = TypeVar("T")
OTHERS = ("cbr", "ecb", "tcmb", "frankfurter", "mempool", "esplora", *load_assets().fee_networks)
TON = {"21": {"gas_limits_prices": {"gas_price": 26214400}}, "25": {"msg_forward_prices": {
    "lump_price": 400000, "bit_price": 26214400, "cell_price": 2621440000}}}  # fmt: skip
CBR = FIXTURES / "market" / "cbr.xml"
HISTORY = {"jsonrpc": "2.0", "id": 1, "result": {
    "oldestBlock": "0x1", "baseFeePerGas": ["0x3b9aca00", "0x3e95ba80"], "gasUsedRatio": [0.5],
    "reward": [["0x1", "0xbebc200", "0x2"]]}}  # fmt: skip
ECB = """<?xml version="1.0" encoding="UTF-8"?><gesmes:Envelope
xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><Cube><Cube time="{day}">
<Cube currency="USD" rate="1.1610"/><Cube currency="CNY" rate="8.2490"/></Cube></Cube>
</gesmes:Envelope>"""
TCMB = """<?xml version="1.0"?><Tarih_Date Date="{day:%m/%d/%Y}"><Currency CurrencyCode="USD">
<Unit>1</Unit><ForexBuying>48.10</ForexBuying><ForexSelling>48.20</ForexSelling></Currency>
<Currency CurrencyCode="JPY"><Unit>100</Unit><ForexBuying>30.9</ForexBuying>
<ForexSelling>31.1</ForexSelling></Currency></Tarih_Date>"""


def play_market(server: Loopback, *absent: str) -> Market:
    """A market whose sources the server plays; the exchanges in ``absent`` answer 503."""
    play_sources(server, *absent)
    return live.build_market(hosts=build_hosts(server), timeout_s=1.0)


def build_hosts(server: Loopback) -> dict[str, str]:
    """The addresses of all sources at the server; of Bitso as well, which has no folder there."""
    hosts = {name: f"{server.url}/{name}" for name in (*EXCHANGES, *OTHERS)}
    return {**hosts, "bitso": server.url}


def play_sources(server: Loopback, *absent: str) -> None:
    """Make the server answer as every source does; the exchanges in ``absent`` answer 503."""
    today = dt.datetime.now(dt.UTC).date()
    for name in EXCHANGES:
        if name not in absent:
            play(server, name, f"/{name}")
        else:
            silence(server, name, 503, f"/{name}")
    server.answer("/cbr/scripts/XML_daily.asp", _dated(CBR.read_bytes(), today))
    server.answer("/ecb/stats", ECB.format(day=today))
    server.answer("/tcmb/kurlar", TCMB.format(day=today))
    rows = [{"date": today.isoformat(), "base": "USD", "quote": q, "rate": r}
            for q, r in (("KZT", 518.2), ("RUB", 82.4), ("EUR", 0.8613))]  # fmt: skip
    server.answer("/frankfurter/v2/rates", json.dumps(rows))
    server.answer("/mempool/v1/fees/precise", '{"fastestFee": 2.5, "halfHourFee": 2.023}')
    server.answer("/mempool/v1/difficulty-adjustment", '{"timeAvg": 596239}')
    chain = [{"key": "getEnergyFee", "value": 100}, {"key": "getTransactionFee", "value": 1000},
             {"key": "getUpdateAccountPermissionFee"}]  # fmt: skip
    server.answer("/tron/wallet/getchainparameters", json.dumps({"chainParameter": chain}))
    fees = [{"slot": i, "prioritizationFee": fee} for i, fee in enumerate((0, 300, 8000, 15000))]
    server.answer("/solana", json.dumps({"jsonrpc": "2.0", "id": 1, "result": fees}))
    for network in ("ethereum", "arbitrum", "polygon", "bsc"):
        server.answer(f"/{network}", json.dumps(HISTORY))
    server.answer("/base", _base_node)
    server.answer("/ton/v2/blockchain/config", json.dumps(TON))


def _base_node(_: str, sent: bytes) -> bytes:
    if b"eth_call" in sent:
        return json.dumps({"jsonrpc": "2.0", "id": 1, "result": hex(400_000_000_000)}).encode()
    return json.dumps(HISTORY).encode()


def _dated(document: bytes, day: dt.date) -> bytes:
    return document.replace(b"@DAY@", f"{day:%d.%m.%Y}".encode())


def run_market(market: Market, work: Callable[[Market], Awaitable[T]]) -> T:
    """The result of ``work``; the market is closed afterwards."""

    async def whole() -> T:
        try:
            return await work(market)
        finally:
            await market.aclose()

    return asyncio.run(whole())
