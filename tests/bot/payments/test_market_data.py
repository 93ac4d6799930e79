"""Market data of the bot, live and from a snapshot."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from bot.payments.market_data import (
    LiveMarketData,
    load_sample_data,
    load_snapshot_data,
)
from knowledge.errors import UsageError
from knowledge.market.failures import build_source_error
from knowledge.market.http_client import HttpClient
from knowledge.market.market import Market
from knowledge.market.models import HourlyCloses, OrderBook, Rate, Ticker
from knowledge.market.snapshot import SnapshotRequest

REQUEST = SnapshotRequest(payer="USD", payee="EUR", assets=("USDC",), networks=())


class FakeExchange:
    """An exchange that sells every coin at one dollar and has nothing else."""

    def __init__(self, name: str) -> None:
        self.name = name

    async def fetch_ticker(self, base: str, quote: str) -> Ticker:
        return Ticker(
            source=self.name, as_of=dt.datetime.now(dt.UTC), base=base, quote=quote,
            bid=Decimal("0.999"), ask=Decimal("1.001"),
        )  # fmt: skip

    async def fetch_book(self, base: str, quote: str) -> OrderBook:
        raise build_source_error(self.name, "no_json")

    async def fetch_closes(self, base: str, quote: str) -> HourlyCloses:
        raise build_source_error(self.name, "no_closes", pair=f"{base}/{quote}")


class FakeBank:
    """A bank that is down."""

    name = "Bank"

    async def fetch_rates(self) -> tuple[Rate, ...]:
        raise build_source_error(self.name, "server_error", status=503)


@pytest.fixture
def live() -> LiveMarketData:
    exchanges = [FakeExchange(name) for name in ("Kraken", "Coinbase", "Bitstamp")]
    return LiveMarketData(lambda: Market(HttpClient(), exchanges, [FakeBank()], []))


def test_the_market_is_made_only_when_a_figure_is_needed() -> None:
    made: list[Market] = []

    def make() -> Market:
        made.append(Market(HttpClient(), [], [], []))
        return made[-1]

    data = LiveMarketData(make)
    data.close()
    assert made == []
    data.fetch_price("BTC", "USD")
    data.fetch_price("BTC", "USD")
    assert len(made) == 1
    data.close()


def test_a_live_price_needs_no_bank_where_exchanges_have_the_pair(live: LiveMarketData) -> None:
    price = live.fetch_price("USDC", "USD")
    live.close()
    assert price.value == Decimal("1.00000")
    assert price.failures == ()


def test_a_live_price_that_is_missing_names_the_banks_that_failed(live: LiveMarketData) -> None:
    price = live.fetch_price("USD", "RUB")
    live.close()
    assert price.value is None
    assert [(f.source, f.key) for f in price.failures] == [("Bank", "server_error")]


def test_a_live_snapshot_names_every_source_that_failed(live: LiveMarketData) -> None:
    snapshot = live.fetch_snapshot(REQUEST)
    live.close()
    assert {failure.source for failure in snapshot.failures} == {
        "Bank", "Kraken", "Coinbase", "Bitstamp"
    }  # fmt: skip
    assert live.source_states()["Bank"].startswith("failing")


def test_the_sample_is_one_moment_whatever_is_requested() -> None:
    sample = load_sample_data()
    snapshot = sample.fetch_snapshot(REQUEST)
    assert snapshot.sample
    price = sample.fetch_price("USDC", "USD")
    assert (price.sample, price.at) == (True, snapshot.taken_at)
    assert sample.source_states() == {
        "snapshot": f"sample data of {snapshot.taken_at:%Y-%m-%d %H:%M} UTC"
    }


def test_a_saved_snapshot_gives_the_same_prices(tmp_path: Path) -> None:
    sample = load_sample_data()
    file = tmp_path / "kept.json"
    sample.fetch_snapshot(REQUEST).model_copy(update={"sample": False}).save(file)
    saved = load_snapshot_data(file)
    assert saved.fetch_price("BTC", "EUR").value == sample.fetch_price("BTC", "EUR").value
    assert saved.source_states()["snapshot"].startswith("a saved snapshot of")
    saved.close()


def test_a_file_that_is_no_snapshot_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}", "utf-8")
    with pytest.raises(UsageError):
        load_snapshot_data(tmp_path / "x.json")
