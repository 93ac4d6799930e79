"""Snapshots: what is found in them, and that they are saved and loaded whole."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from knowledge.errors import UsageError
from knowledge.market.consensus import Confidence, Consensus
from knowledge.market.failures import build_failure
from knowledge.market.models import (
    MAX_BOOK_LEVELS,
    Basis,
    Failure,
    HourlyCloses,
    Observation,
    OrderBook,
    OtcQuote,
    PriceLevel,
    Rate,
    RateNote,
)
from knowledge.market.snapshot import MAX_SNAPSHOT_BYTES, Snapshot, find_usd_price
from knowledge.settlement.reference_data import REFERENCE_FOLDER

AT = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
SAMPLE = REFERENCE_FOLDER / "sample_snapshot.json"


def book(source: str, quote: str = "USD") -> OrderBook:
    def level(price: int) -> tuple[PriceLevel, ...]:
        return (PriceLevel(price=Decimal(price), size=Decimal(1)),)

    return OrderBook(
        source=source, as_of=AT, base="BTC", quote=quote, bids=level(99), asks=level(101)
    )


def otc(**more: Any) -> OtcQuote:
    fields = {"source": "dealer", "as_of": AT, "base": "BTC", "quote": "USD", "price": Decimal(98),
              "basis": Basis.OPERATOR}  # fmt: skip
    return OtcQuote.model_validate(fields | more)


def closes(quote: str) -> HourlyCloses:
    return HourlyCloses(
        source="X", as_of=AT, base="BTC", quote=quote, prices=(Decimal(1), Decimal(2))
    )


def test_the_books_of_a_pair_are_found() -> None:
    snapshot = Snapshot(taken_at=AT, books=(book("A"), book("B", "EUR"), book("C")))
    assert [one.source for one in snapshot.find_books("BTC", "USD")] == ["A", "C"]
    assert snapshot.find_books("ETH", "USD") == ()


def test_a_fresh_quote_of_a_person_takes_the_place_of_the_books() -> None:
    snapshot = Snapshot(taken_at=AT, books=(book("A"),)).with_quotes((otc(),))
    assert [one.source for one in snapshot.find_books("BTC", "USD")] == ["dealer"]


def test_a_stale_quote_of_a_person_does_not() -> None:
    old = otc(as_of=AT - dt.timedelta(seconds=11), max_age=10)
    snapshot = Snapshot(taken_at=AT, books=(book("A"),)).with_quotes((old,))
    assert [one.source for one in snapshot.find_books("BTC", "USD")] == ["A"]


def test_the_newest_quotes_come_first() -> None:
    snapshot = Snapshot(taken_at=AT, otc=(otc(source="old"),)).with_quotes((otc(source="new"),))
    assert [quote.source for quote in snapshot.otc] == ["new", "old"]


def test_hourly_closes_in_dollars_stand_in_for_those_of_the_pair() -> None:
    dollars, euros = closes("USD"), closes("EUR")
    assert Snapshot(taken_at=AT, closes=(dollars, euros)).find_closes("BTC", "EUR") == euros
    assert Snapshot(taken_at=AT, closes=(dollars,)).find_closes("BTC", "EUR") == dollars
    assert Snapshot(taken_at=AT, closes=(euros,)).find_closes("BTC", "TRY") is None


def test_a_fee_is_found_by_its_key() -> None:
    fee = Observation(source="X", as_of=AT, key="tron.energy_price", value=Decimal(100))
    snapshot = Snapshot(taken_at=AT, fees=(fee,))
    assert snapshot.find_fee("tron.energy_price") == fee
    assert snapshot.find_fee("tron.bandwidth_price") is None


def test_a_price_is_found_by_its_pair() -> None:
    price = Consensus(base="BTC", quote="USD", price=Decimal(64000), confidence=Confidence.NORMAL)
    snapshot = Snapshot(taken_at=AT, prices=(price,))
    assert snapshot.find_price("BTC") == price
    assert snapshot.find_price("BTC", "EUR") is None
    assert find_usd_price(snapshot, "BTC") == 64000
    assert find_usd_price(snapshot, "ETH") is None


def test_the_bundled_sample_is_marked_and_saved_as_it_was(tmp_path: Path) -> None:
    sample = Snapshot.load(SAMPLE)
    assert sample.sample
    assert Snapshot.load(SAMPLE) == sample
    sample.save(tmp_path / "copy.json")
    assert json.loads((tmp_path / "copy.json").read_bytes()) == json.loads(SAMPLE.read_bytes())


def test_a_snapshot_is_saved_and_loaded_whole(tmp_path: Path) -> None:
    rate = Rate(
        source="X", as_of=AT, base="USD", quote="AED", value=Decimal("3.67"), day=AT.date(),
        note="peg", notes=(RateNote(key="peg"),),
    )  # fmt: skip
    snapshot = Snapshot(
        taken_at=AT, books=(book("A"),), rates=(rate,), closes=(closes("USD"),), otc=(otc(),),
        failures=(build_failure("Kraken", "timeout", seconds=5),), skewed=True,
    )  # fmt: skip
    file = tmp_path / "snapshot.json"
    snapshot.save(file)
    assert Snapshot.load(file) == snapshot
    before = file.read_bytes()
    snapshot.save(file)
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]


def test_a_snapshot_of_an_earlier_version_loads(tmp_path: Path) -> None:
    file = tmp_path / "old.json"
    failures = [{"source": "X", "sentence": "is out of service", "kind": "unavailable"}]
    file.write_text(json.dumps({"taken_at": AT.isoformat(), "failures": failures}), "utf-8")
    loaded = Snapshot.load(file)
    assert loaded.failures == (Failure(source="X", sentence="is out of service"),)
    assert loaded.model_dump(mode="json")["failures"] == failures


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is wrong"), (b"[]", "the file is wrong"), (b"{}", "taken_at is wrong"),
        (b'{"taken_at": "2026-11-21T12:00:00Z", "sample": 7}', "sample is wrong"),
        (b'{"taken_at": "2026-11-21T12:00:00Z", "more": 1}', "more is wrong"),
    ],
)  # fmt: skip
def test_what_is_no_snapshot_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "x.json"
    file.write_bytes(content)
    with pytest.raises(UsageError, match=message):
        Snapshot.load(file)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    with file.open("wb") as out:
        out.truncate(MAX_SNAPSHOT_BYTES + 1)
    with pytest.raises(UsageError, match="too large"):
        Snapshot.load(file)


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"taken_at":' * 100_000, '{"taken_at": ' + "9" * 100_000 + "}"]
)
def test_a_file_that_is_deeply_nested_is_no_snapshot(tmp_path: Path, text: str) -> None:
    file = tmp_path / "x.json"
    file.write_text(text)
    with pytest.raises(UsageError, match="is no snapshot"):
        Snapshot.load(file)


@pytest.mark.parametrize("text", ["1e999999999", "0e999999999", "1e-999999999"])
def test_a_figure_that_cannot_be_is_named_by_its_field(tmp_path: Path, text: str) -> None:
    file = tmp_path / "x.json"
    whole = json.loads(SAMPLE.read_text("utf-8"))
    fields = [("fees", "value"), ("rates", "value"), ("prices", "price")]
    for many, field in fields:
        changed = json.loads(json.dumps(whole))
        changed[many][0][field] = text
        file.write_text(json.dumps(changed))
        with pytest.raises(UsageError, match=rf"{many}\.0\.{field} is wrong"):
            Snapshot.load(file)


def test_a_book_of_more_levels_than_an_exchange_gives_is_refused(tmp_path: Path) -> None:
    whole = json.loads(SAMPLE.read_text("utf-8"))
    whole["books"][0]["bids"] = [whole["books"][0]["bids"][-1]] * (MAX_BOOK_LEVELS + 1)
    file = tmp_path / "x.json"
    file.write_text(json.dumps(whole))
    with pytest.raises(UsageError, match=r"books\.0\.bids is wrong"):
        Snapshot.load(file)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        Snapshot.load(tmp_path / "none.json")


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        Snapshot(taken_at=AT).save(tmp_path / "none" / "x.json")
