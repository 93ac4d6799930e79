"""The market as a whole, every source played by a local server or by a few lines of code."""

from __future__ import annotations

import asyncio
import datetime as dt
from decimal import Decimal

import pytest

from knowledge.market.consensus import Confidence, PegState, classify_peg
from knowledge.market.failures import build_source_error
from knowledge.market.http_client import HttpClient
from knowledge.market.market import Market
from knowledge.market.models import HourlyCloses, OrderBook, Rate, Ticker
from knowledge.market.snapshot import SnapshotRequest
from tests.support.exchanges import EXCHANGES, play, silence
from tests.support.http_server import Loopback
from tests.support.live_market import play_market, run_market

AT = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)

REQUEST = SnapshotRequest(payer="USD", payee="EUR", assets=("BTC",), coins=("ETH",),
            networks=("bitcoin", "tron", "solana", "ethereum", "base"))  # fmt: skip


def test_a_snapshot_holds_every_figure_with_its_source_and_time(loopback: Loopback) -> None:
    found = run_market(play_market(loopback), lambda m: m.fetch_snapshot(REQUEST))
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
    found = run_market(play_market(loopback), lambda m: m.fetch_price("BTC", "USD"))
    assert found.confidence is Confidence.NORMAL
    assert {ticker.source for ticker in found.used} == {
        "Kraken", "Coinbase", "Bitstamp", "Binance", "OKX", "Bybit"
    }  # fmt: skip
    # The three that trade against USDT are counted at what a USDT costs in dollars.
    assert {t.source for t in found.used if t.note} == {"Binance", "OKX", "Bybit"}
    assert found.price is not None
    assert abs(found.price - 64000) < 30


def test_a_price_ten_times_off_is_dropped_and_named(loopback: Loopback) -> None:
    market = play_market(loopback)
    play(loopback, "bitstamp", "/bitstamp", factor="10")
    found = run_market(market, lambda m: m.fetch_price("BTC", "USD"))
    assert [failure.source for failure in found.rejected] == ["Bitstamp"]
    assert found.rejected[0].key == "outlier"
    assert found.confidence is Confidence.NORMAL
    assert found.price is not None
    assert abs(found.price - 64000) < 30


def test_a_peg_one_percent_off_is_priced_at_market(loopback: Loopback) -> None:
    market = play_market(loopback)
    for name in ("kraken", "coinbase", "bitstamp"):
        play(loopback, name, f"/{name}", factor="0.99")
    found = run_market(market, lambda m: m.fetch_price("USDC", "USD"))
    assert found.price is not None
    assert classify_peg(found.price) is PegState.WARN


def test_two_sources_left_give_low_confidence(loopback: Loopback) -> None:
    market = play_market(loopback, "bitstamp", "okx", "bybit", "binance")
    found = run_market(market, lambda m: m.fetch_price("BTC", "USD"))
    assert found.confidence is Confidence.LOW
    assert not found.is_quotable
    assert {f.source for f in found.failures} >= {"Bitstamp", "OKX"}


@pytest.mark.parametrize("left", [1, 0])
def test_one_source_or_none_gives_no_price(loopback: Loopback, left: int) -> None:
    gone = [name for name in EXCHANGES if name != "kraken" or not left]
    found = run_market(play_market(loopback, *gone), lambda m: m.fetch_price("BTC", "USD"))
    assert found.confidence is Confidence.NONE


def test_one_dead_source_costs_a_note_and_not_the_snapshot(loopback: Loopback) -> None:
    market = play_market(loopback, "okx")
    loopback.answer("/cbr/scripts/XML_daily.asp", "<html>DDoS-Guard</html>")
    loopback.answer("/tron/wallet/getchainparameters", "", 429, {"Retry-After": "30"})
    found = run_market(market, lambda m: m.fetch_snapshot(REQUEST))
    assert {failure.source: failure.key for failure in found.failures} == {
        "OKX": "server_error", "Bank of Russia": "web_page", "TronGrid": "rate_limited"
    }  # fmt: skip
    assert found.find_books("BTC", "USD")
    assert {rate.source for rate in found.rates} >= {"European Central Bank", "Frankfurter"}


def test_a_hundred_questions_make_one_call_of_each_source(loopback: Loopback) -> None:
    async def many(market: Market) -> None:
        await asyncio.gather(*(market.fetch_price("BTC", "USD") for _ in range(100)))

    run_market(play_market(loopback), many)
    assert loopback.count("/kraken/0/public/Ticker?pair=XBTUSD") == 1
    assert loopback.count("/coinbase/products/BTC-USD/ticker") == 1


def test_a_country_wall_is_never_asked_again(loopback: Loopback) -> None:
    async def twice(market: Market) -> None:
        await market.fetch_price("BTC", "EUR")
        market.cache._entries.clear()
        await market.fetch_price("BTC", "EUR")

    market = play_market(loopback)
    silence(loopback, "bybit", 451, "/bybit")
    run_market(market, twice)
    assert loopback.count("/bybit") == 1
    assert "does not serve" in market.source_states()["Bybit"]


def test_a_clock_that_is_off_is_noticed(loopback: Loopback) -> None:
    market = play_market(loopback)
    market.http.clock_skews.update({"a": -300.0, "b": -301.0, "c": -299.0})
    assert market.is_clock_skewed()
    market.http.clock_skews.update(dict.fromkeys("abc", 0.4))
    assert not market.is_clock_skewed()


@pytest.mark.parametrize(
    ("skews", "skewed"),
    [
        ((), False), ((-300.0,), False), ((31.0, 31.0), True), ((30.0, 30.0), False),
        ((0.1, 0.2, 300.0), False),
    ],
)  # fmt: skip
def test_one_server_with_a_wrong_clock_proves_nothing(
    skews: tuple[float, ...], skewed: bool
) -> None:
    market = Market(HttpClient(), [], [], [])
    market.http.clock_skews.update({str(i): skew for i, skew in enumerate(skews)})
    assert market.is_clock_skewed() is skewed


class FakeExchange:
    """An exchange that raises ``error``, or sells BTC at 100 dollars."""

    def __init__(self, name: str, error: Exception | None = None) -> None:
        self.name, self.error = name, error

    async def fetch_ticker(self, base: str, quote: str) -> Ticker:
        if self.error:
            raise self.error
        return Ticker(
            source=self.name, as_of=AT, base=base, quote=quote, bid=Decimal("99.9"),
            ask=Decimal("100.1"),
        )  # fmt: skip

    async def fetch_book(self, base: str, quote: str) -> OrderBook:
        raise build_source_error(self.name, "unknown_pair", pair=f"{base}/{quote}")

    async def fetch_closes(self, base: str, quote: str) -> HourlyCloses:
        if self.error:
            raise self.error
        return HourlyCloses(
            source=self.name, as_of=AT, base=base, quote=quote, prices=(Decimal(1), Decimal(2))
        )


class FakeBank:
    """A bank that fails in a way that nobody foresaw."""

    name = "Bank"

    async def fetch_rates(self) -> tuple[Rate, ...]:
        raise ZeroDivisionError


def fake_market(*exchanges: FakeExchange) -> Market:
    return Market(HttpClient(), exchanges, [FakeBank()], [], clock=lambda: AT)


def test_a_bank_that_fails_unexpectedly_is_a_failure_and_costs_nothing_else() -> None:
    request = SnapshotRequest(payer="USD", payee="EUR", assets=("BTC",), networks=())
    market = fake_market(FakeExchange("Kraken"))
    found = run_market(market, lambda m: m.fetch_snapshot(request))
    (failure,) = found.failures
    assert (failure.source, failure.key) == ("Bank", "unexpected")
    assert failure.values == {"error": "ZeroDivisionError"}
    assert len(found.closes) == 1
    assert market.source_states()["Bank"].startswith("failing (closed): it failed")


def test_an_exchange_that_fails_unexpectedly_is_a_failure_of_the_price() -> None:
    market = fake_market(FakeExchange("Kraken"), FakeExchange("Bitstamp", KeyError("bid")))
    found = run_market(market, lambda m: m.fetch_price("USDC", "USD"))
    assert [ticker.source for ticker in found.used] == ["Kraken"]
    assert [(f.source, f.key) for f in found.failures] == [("Bitstamp", "unexpected")]


def test_hourly_prices_come_from_the_first_dollar_exchange_that_has_them() -> None:
    request = SnapshotRequest(payer="USD", payee="EUR", assets=("BTC",), networks=())
    exchanges = (
        FakeExchange("Binance"), FakeExchange("Kraken", KeyError("x")),
        FakeExchange("Coinbase", build_source_error("Coinbase", "rate_limited")),
        FakeExchange("Bitstamp"),
    )  # fmt: skip
    found = run_market(fake_market(*exchanges), lambda m: m.fetch_snapshot(request))
    assert [closes.source for closes in found.closes] == ["Bitstamp"]


def test_a_pair_that_an_exchange_does_not_trade_is_no_failure_to_speak_of() -> None:
    error = build_source_error("Bitstamp", "unknown_pair", pair="USDC/USD")
    market = fake_market(FakeExchange("Kraken"), FakeExchange("Bitstamp", error))
    assert run_market(market, lambda m: m.fetch_price("USDC", "USD")).failures == ()


def test_the_state_of_a_source_is_shown_with_its_last_failure() -> None:
    error = build_source_error("Bitstamp", "server_error", status=503)
    market = fake_market(FakeExchange("Kraken"), FakeExchange("Bitstamp", error))
    assert set(market.source_states().values()) == {"not asked yet"}
    run_market(market, lambda m: m.fetch_price("USDC", "USD"))
    assert market.source_states() == {
        "Kraken": "closed", "Bank": "not asked yet",
        "Bitstamp": "failing (closed): it is out of service (HTTP 503)",
    }  # fmt: skip


class SlowExchange(FakeExchange):
    """An exchange that never answers."""

    async def fetch_ticker(self, base: str, quote: str) -> Ticker:
        await asyncio.Event().wait()
        raise AssertionError


def test_a_source_that_does_not_answer_in_time_is_left_out() -> None:
    exchanges = (FakeExchange("Kraken"), SlowExchange("Bitstamp"))
    market = Market(HttpClient(), exchanges, [], [], clock=lambda: AT, timeout_s=0.02)
    found = run_market(market, lambda m: m.fetch_price("USDC", "USD"))
    assert [(f.source, f.key, f.values) for f in found.failures] == [
        ("Bitstamp", "timeout", {"seconds": "0.02"})
    ]
