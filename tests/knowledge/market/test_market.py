"""The market as a whole, every source played by a local server: consensus, faults, snapshots."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from knowledge.market import live
from knowledge.market.consensus import Confidence, PegState, classify_peg
from knowledge.market.market import Market
from knowledge.market.snapshot import Snapshot, SnapshotRequest
from tests.support.exchanges import EXCHANGES, play, silence
from tests.support.http_server import Loopback
from tests.support.paths import FIXTURES

FIXTURES = FIXTURES / "market"
OTHERS = ("cbr", "ecb", "tcmb", "frankfurter", "mempool", "esplora", "tron", "solana",
          "ethereum", "base", "arbitrum", "polygon", "bsc")  # fmt: skip
CBR = FIXTURES / "cbr.xml"
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


def played(server: Loopback, *absent: str) -> Market:
    """A market whose sources are all played well but for those that are absent (503)."""
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
    hosts = {name: f"{server.url}/{name}" for name in (*EXCHANGES, *OTHERS)}
    return live.build_market(hosts=hosts, timeout_s=1.0)


def _base_node(_: str, sent: bytes) -> bytes:
    if b"eth_call" in sent:
        return json.dumps({"jsonrpc": "2.0", "id": 1, "result": hex(400_000_000_000)}).encode()
    return json.dumps(HISTORY).encode()


def _dated(document: bytes, day: dt.date) -> bytes:
    return document.replace(b"@DAY@", f"{day:%d.%m.%Y}".encode())


def run(market: Market, work: Callable[[Market], Any]) -> Any:
    async def whole() -> Any:
        try:
            return await work(market)
        finally:
            await market.aclose()

    return asyncio.run(whole())


NEED = SnapshotRequest(payer="USD", payee="EUR", assets=("BTC",), coins=("ETH",),
            networks=("bitcoin", "tron", "solana", "ethereum", "base"))  # fmt: skip


def test_a_snapshot_holds_every_figure_with_its_source_and_time(loopback: Loopback) -> None:
    found: Snapshot = run(played(loopback), lambda m: m.fetch_snapshot(NEED))
    assert {book.source for book in found.find_books("BTC", "EUR")} >= {"Kraken", "OKX", "Bybit"}
    assert {book.source for book in found.find_books("BTC", "USD")} == {
        "Kraken", "Coinbase", "Bitstamp"
    }  # fmt: skip
    rate = {(r.base, r.quote, r.side): r.value for r in found.rates}
    assert rate["UZS", "RUB", "mid"] == Decimal("0.0068312")
    assert rate["JPY", "TRY", "buying"] == Decimal("0.309")
    assert rate["EUR", "CNY", "mid"] == Decimal("8.2490")
    fees = {datum.key: datum.value for datum in found.fees}
    assert fees["bitcoin.fee_rate"] == Decimal("2.023")
    assert fees["bitcoin.block_seconds"] == Decimal("596.239")
    assert fees["tron.energy_price"] == 100
    assert fees["solana.priority_fee"] == 8000
    assert (fees["ethereum.base_fee"], fees["ethereum.tip"]) == (1_050_000_000, 200_000_000)
    assert fees["base.l1_fee"] == Decimal("0.0000004")
    hourly = found.find_closes("BTC", "USD")
    assert hourly is not None
    assert len(hourly.prices) == 2
    for figure in (*found.books, *found.rates, *found.fees):
        assert figure.source
        assert figure.as_of.tzinfo is not None


def test_six_sources_agree_on_a_price(loopback: Loopback) -> None:
    found = run(played(loopback), lambda m: m.fetch_price("BTC", "USD"))
    assert found.confidence is Confidence.NORMAL
    assert {ticker.source for ticker in found.used} == {
        "Kraken", "Coinbase", "Bitstamp", "Binance", "OKX", "Bybit"
    }  # fmt: skip
    # The three that trade against USDT are counted at what a USDT costs in dollars.
    assert {t.source for t in found.used if t.note} == {"Binance", "OKX", "Bybit"}
    assert found.price is not None
    assert abs(found.price - 64000) < 30


def test_a_price_ten_times_off_is_dropped_and_named(loopback: Loopback) -> None:
    market = played(loopback)
    play(loopback, "bitstamp", "/bitstamp", factor="10")
    found = run(market, lambda m: m.fetch_price("BTC", "USD"))
    assert [failure.source for failure in found.rejected] == ["Bitstamp"]
    assert "off the others" in found.rejected[0].sentence
    assert found.confidence is Confidence.NORMAL
    assert found.price is not None
    assert abs(found.price - 64000) < 30


def test_a_peg_one_percent_off_is_priced_at_market(loopback: Loopback) -> None:
    market = played(loopback)
    for name in ("kraken", "coinbase", "bitstamp"):
        play(loopback, name, f"/{name}", factor="0.99")
    found = run(market, lambda m: m.fetch_price("USDC", "USD"))
    assert found.price is not None
    assert classify_peg(found.price) is PegState.WARN


def test_two_sources_left_give_low_confidence(loopback: Loopback) -> None:
    market = played(loopback, "bitstamp", "okx", "bybit", "binance")
    found = run(market, lambda m: m.fetch_price("BTC", "USD"))
    assert found.confidence is Confidence.LOW
    assert not found.is_quotable
    assert {f.source for f in found.failures} >= {"Bitstamp", "OKX"}


@pytest.mark.parametrize("left", [1, 0])
def test_one_source_or_none_gives_no_price(loopback: Loopback, left: int) -> None:
    gone = [name for name in EXCHANGES if name != "kraken" or not left]
    found = run(played(loopback, *gone), lambda m: m.fetch_price("BTC", "USD"))
    assert found.confidence is Confidence.NONE


def test_one_dead_source_costs_a_note_and_not_the_snapshot(loopback: Loopback) -> None:
    market = played(loopback, "okx")
    loopback.answer("/cbr/scripts/XML_daily.asp", "<html>DDoS-Guard</html>")
    loopback.answer("/tron/wallet/getchainparameters", "", 429, {"Retry-After": "30"})
    found: Snapshot = run(market, lambda m: m.fetch_snapshot(NEED))
    failed = {failure.source: failure.sentence for failure in found.failures}
    assert {"OKX", "Bank of Russia", "TronGrid"} <= set(failed)
    assert "web page" in failed["Bank of Russia"]
    assert found.find_books("BTC", "USD")
    assert {rate.source for rate in found.rates} >= {"European Central Bank", "Frankfurter"}


def test_a_thousand_questions_make_one_call_of_each_source(loopback: Loopback) -> None:
    async def many(market: Market) -> None:
        await asyncio.gather(*(market.fetch_price("BTC", "USD") for _ in range(1000)))

    run(played(loopback), many)
    assert loopback.count("/kraken/0/public/Ticker?pair=XBTUSD") == 1
    assert loopback.count("/coinbase/products/BTC-USD/ticker") == 1


def test_a_country_wall_is_never_asked_again(loopback: Loopback) -> None:
    async def twice(market: Market) -> None:
        await market.fetch_price("BTC", "EUR")
        market.cache._entries.clear()
        await market.fetch_price("BTC", "EUR")

    market = played(loopback)
    silence(loopback, "bybit", 451, "/bybit")
    run(market, twice)
    assert loopback.count("/bybit") == 1
    assert "does not serve" in market.source_states()["Bybit"]


def test_a_clock_that_is_off_is_noticed(loopback: Loopback) -> None:
    market = played(loopback)
    market.http.clock_skews.update({"a": -300.0, "b": -301.0, "c": -299.0})
    assert market.is_clock_skewed()
    market.http.clock_skews.update(dict.fromkeys("abc", 0.4))
    assert not market.is_clock_skewed()
