"""Six exchanges: what each answers when well, and each of its ways to fail, over real HTTP."""

from __future__ import annotations

import asyncio
import json
from decimal import Decimal
from typing import Any

import pytest

from knowledge.errors import Fault, SourceError
from knowledge.market.exchanges import registry
from knowledge.market.http_client import HttpClient
from knowledge.market.sources import PriceSource
from tests.support.exchanges import NAMES, RECORDED, body
from tests.support.http_server import Loopback

WHAT = ("ticker", "book", "closes")


def ask(server: Loopback, name: str, what: str) -> Any:
    async def once() -> Any:
        http = HttpClient(timeout_s=1.0)
        hosts = dict.fromkeys(NAMES, server.url)
        places = {s.name.lower(): s for s in registry.build_sources(http, hosts)}
        source: PriceSource = places[name]
        try:
            return await getattr(source, f"fetch_{what}")("BTC", "USD")
        finally:
            await http.aclose()

    return asyncio.run(once())


def fault(server: Loopback, name: str, what: str) -> SourceError:
    with pytest.raises(SourceError) as caught:
        ask(server, name, what)
    assert 10 < len(str(caught.value)) < 140
    return caught.value


@pytest.mark.parametrize("name", NAMES)
def test_a_ticker_a_book_and_hourly_closes_are_read(loopback: Loopback, name: str) -> None:
    for what in WHAT:
        loopback.answer(RECORDED[name]["paths"][what], body(RECORDED[name][what]))
    ticker = ask(loopback, name, "ticker")
    assert (ticker.bid, ticker.ask, ticker.base, ticker.quote) == (64000, 64010, "BTC", "USD")
    assert ticker.max_age == 15
    book = ask(loopback, name, "book")
    assert [level.price for level in book.bids] == [64000, 63990]
    assert [level.size for level in book.asks] == [Decimal("1.5"), Decimal(2)]
    closes = ask(loopback, name, "closes")
    # The oldest first, without the hour that still runs.
    assert closes.prices == (Decimal(64001), Decimal(64002))


@pytest.mark.parametrize("name", ["kraken", "binance", "bybit"])
def test_a_ticker_without_a_time_bears_that_of_its_receipt(loopback: Loopback, name: str) -> None:
    loopback.answer(RECORDED[name]["paths"]["ticker"], body(RECORDED[name]["ticker"]))
    assert ask(loopback, name, "ticker").receipt


@pytest.mark.parametrize("what", WHAT)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("status", "text", "expected"),
    [
        (429, "", Fault.RATE_LIMITED),
        (503, "", Fault.UNAVAILABLE),
        (451, "", Fault.GEO_BLOCKED),
        (403, "CloudFront: blocked in your country", Fault.GEO_BLOCKED),
        (200, "<!DOCTYPE html><title>Just a moment</title>", Fault.MALFORMED),
        (200, '{"cut": ', Fault.MALFORMED),
        (200, "17", Fault.MALFORMED),
    ],
)
def test_walls_and_wrecks_are_named(
    loopback: Loopback, name: str, what: str, status: int, text: str, expected: Fault
) -> None:
    loopback.answer(RECORDED[name]["paths"][what], text, status)
    assert fault(loopback, name, what).fault is expected


@pytest.mark.parametrize("what", WHAT)
@pytest.mark.parametrize("name", NAMES)
def test_an_unknown_pair_and_a_limit_are_told_in_each_exchanges_own_form(
    loopback: Loopback, name: str, what: str
) -> None:
    path = RECORDED[name]["paths"][what]
    for kind, expected in (("unknown", Fault.UNKNOWN_PAIR), ("limited", Fault.RATE_LIMITED)):
        status, answer = RECORDED[name][kind]
        loopback.answer(path, body(answer), status)
        assert fault(loopback, name, what).fault is expected


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "price", ["NaN", "-64000", "0", "64000,5", "Infinity", "", "abc", "65000", "60000"]
)
def test_an_absurd_bid_is_refused(loopback: Loopback, name: str, price: str) -> None:
    # 65000 crosses the ask, 60000 leaves a spread of more than one percent.
    for what in ("ticker", "book"):
        text = body(RECORDED[name][what]).replace("64000.00000", price).replace("64000.00", price)
        loopback.answer(RECORDED[name]["paths"][what], text)
        assert fault(loopback, name, what).fault in (Fault.ABSURD, Fault.MALFORMED)


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_book_and_levels_out_of_order_are_refused(loopback: Loopback, name: str) -> None:
    path = RECORDED[name]["paths"]["book"]
    text = body(RECORDED[name]["book"])
    loopback.answer(path, _sides(json.loads(text), lambda _: []))
    assert fault(loopback, name, "book").fault is Fault.EMPTY
    loopback.answer(path, _sides(json.loads(text), lambda side: side[::-1]))
    assert fault(loopback, name, "book").fault is Fault.ABSURD


def _sides(value: Any, change: Any) -> str:
    """The answer with both sides of its book changed."""

    def walk(node: Any) -> Any:
        if isinstance(node, dict):
            return {
                key: change(child) if key in ("bids", "asks", "b", "a") else walk(child)
                for key, child in node.items()
            }
        return [walk(child) for child in node] if isinstance(node, list) else node

    return json.dumps(walk(value))


@pytest.mark.parametrize("name", [name for name in NAMES if "swapped" in RECORDED[name]])
def test_an_answer_about_another_pair_is_refused(loopback: Loopback, name: str) -> None:
    loopback.answer(RECORDED[name]["paths"]["ticker"], body(RECORDED[name]["swapped"]))
    assert fault(loopback, name, "ticker").fault is Fault.ABSURD


TIMED = [("okx", "ticker"), ("okx", "book"), ("bybit", "book"), ("coinbase", "book"),
         ("bitstamp", "ticker")]  # fmt: skip


@pytest.mark.parametrize(("name", "what"), TIMED)
def test_old_figures_and_those_from_the_future_are_refused(
    loopback: Loopback, name: str, what: str
) -> None:
    path = RECORDED[name]["paths"][what]
    loopback.answer(path, body(RECORDED[name][what], ago=300))
    assert fault(loopback, name, what).fault is Fault.ABSURD
    loopback.answer(path, body(RECORDED[name][what], ago=-120))
    assert fault(loopback, name, what).fault is Fault.CLOCK


def test_okx_without_data_is_empty(loopback: Loopback) -> None:
    loopback.answer("/api/v5/market/ticker", '{"code": "0", "msg": "", "data": []}')
    assert fault(loopback, "okx", "ticker").fault is Fault.EMPTY


@pytest.mark.parametrize("name", NAMES)
def test_a_dropped_connection_is_named(loopback: Loopback, name: str) -> None:
    loopback.answer(RECORDED[name]["paths"]["ticker"], drop=True)
    assert fault(loopback, name, "ticker").fault is Fault.UNREACHABLE
