"""Any exchange that ccxt knows, read over our own connections; blocked ones not at all."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from knowledge.errors import ConfigError, Fault, SourceError
from knowledge.market.exchanges import ccxt_adapter
from knowledge.market.exchanges.blocked_venues import load_blocked_venues
from knowledge.market.http_client import HttpClient
from tests.support.bitso import TICKER, play_bitso, success
from tests.support.http_server import Loopback


def ask(server: Loopback, what: str, base: str = "BTC") -> Any:
    async def once() -> Any:
        http = HttpClient(timeout_s=1.0)
        try:
            return await getattr(
                ccxt_adapter.build_source("bitso", http, server.url), f"fetch_{what}"
            )(base, "USD")
        finally:
            await http.aclose()

    return asyncio.run(once())


def test_a_ticker_keeps_every_digit_and_goes_over_our_own_connection(loopback: Loopback) -> None:
    play_bitso(loopback)
    ticker = ask(loopback, "ticker")
    assert (ticker.bid, ticker.ask) == (Decimal("64000.10"), Decimal("64010.20"))
    assert (ticker.source, ticker.base, ticker.quote) == ("Bitso", "BTC", "USD")
    assert loopback.count("/api/v3/ticker") == 1


def test_a_book_is_in_order_of_its_prices_as_numbers(loopback: Loopback) -> None:
    play_bitso(loopback)
    book = ask(loopback, "book")
    # As words, "9999" would come before "10000.5".
    assert [level.price for level in book.bids] == [Decimal("10000.5"), 9999, 9998]
    assert book.asks[0].size == Decimal("1.25")


def test_hourly_closes_leave_out_the_hour_that_still_runs(loopback: Loopback) -> None:
    play_bitso(loopback)
    assert ask(loopback, "closes").prices == tuple(
        Decimal(text) for text in ("64000.07", "64001.07", "64002.07")
    )


@pytest.mark.parametrize(
    ("body", "status", "fault"),
    [
        (b"<html>hello</html>", 200, Fault.MALFORMED),
        (b"[]", 200, Fault.MALFORMED),
        (b"", 429, Fault.RATE_LIMITED),
        (b"", 503, Fault.UNAVAILABLE),
        (success({**TICKER, "bid": "NaN"}).encode(), 200, Fault.ABSURD),
        (success({**TICKER, "bid": None}).encode(), 200, Fault.MALFORMED),
        (success({**TICKER, "bid": "1e9999999"}).encode(), 200, Fault.MALFORMED),
        (success({**TICKER, "high": " -1.5E+9999999 "}).encode(), 200, Fault.MALFORMED),
        (
            success({**TICKER, "high": "@"}).replace('"@"', "1e9999999").encode(),
            200,
            Fault.MALFORMED,
        ),
        (success({**TICKER, "bid": "70000"}).encode(), 200, Fault.ABSURD),
        (b'{"success":false,"error":{"code":"0301","message":"gone"}}', 200, Fault.UNAVAILABLE),
    ],
)
def test_every_fault_is_one_sentence(
    loopback: Loopback, body: bytes, status: int, fault: Fault
) -> None:
    play_bitso(loopback)
    loopback.answer("/api/v3/ticker", body, status=status)
    with pytest.raises(SourceError) as caught:
        ask(loopback, "ticker")
    assert caught.value.fault is fault
    assert 10 < len(str(caught.value)) < 140


def test_a_pair_that_is_not_traded_is_said_to_be_so(loopback: Loopback) -> None:
    play_bitso(loopback)
    with pytest.raises(SourceError) as caught:
        ask(loopback, "ticker", "XYZ")
    assert caught.value.fault is Fault.UNKNOWN_PAIR


@pytest.mark.parametrize("name", ["htx", "huobi", "exmo", "garantex", "nobitex"])
def test_a_designated_venue_is_refused_by_name_date_and_authority(name: str) -> None:
    with pytest.raises(ConfigError) as caught:
        ccxt_adapter.build_source(name, HttpClient())
    venue = load_blocked_venues()[name]
    assert venue.name in str(caught.value)
    assert str(venue.since) in str(caught.value)


@pytest.mark.parametrize("name", ["nosuch", "base", "os", "kraken.evil", ""])
def test_a_name_that_is_no_exchange_is_named_in_the_error(name: str) -> None:
    with pytest.raises(ConfigError, match="TRADEWIND_EXCHANGES"):
        ccxt_adapter.build_source(name, HttpClient())
