"""One price from several sources, on figures worked out by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from knowledge.market.consensus import (
    Confidence,
    Consensus,
    PegState,
    classify_peg,
    compute_consensus,
    convert_usdt_to_usd,
    find_flaw,
)
from knowledge.market.models import Ticker

AT = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)


def ticker(
    mid: str = "100", *, source: str = "A", half_spread: str = "0.01", age_s: float = 0.0
) -> Ticker:
    return Ticker(
        source=source, as_of=AT - dt.timedelta(seconds=age_s), base="BTC", quote="USD",
        bid=Decimal(mid) - Decimal(half_spread), ask=Decimal(mid) + Decimal(half_spread),
    )  # fmt: skip


def priced(*mids: str) -> Consensus:
    tickers = [ticker(mid, source=f"S{i}") for i, mid in enumerate(mids)]
    return compute_consensus("BTC", "USD", tickers, AT)


@pytest.mark.parametrize(
    ("mids", "price", "confidence"),
    [
        ((), None, Confidence.NONE),
        (("100",), "100", Confidence.NONE),
        (("100", "100.1"), "100.05", Confidence.LOW),
        (("100", "100.1", "100.3"), "100.1", Confidence.NORMAL),
        (("100", "100.1", "100.3", "100.4"), "100.2", Confidence.NORMAL),
    ],
)
def test_the_price_is_the_median_and_three_sources_make_a_quorum(
    mids: tuple[str, ...], price: str | None, confidence: Confidence
) -> None:
    found = priced(*mids)
    assert found.price == (None if price is None else Decimal(price))
    assert found.confidence is confidence


def test_the_time_of_a_price_is_that_of_its_oldest_ticker() -> None:
    tickers = [ticker(source=f"S{age}", age_s=age) for age in (5, 30, 1)]
    found = compute_consensus("BTC", "USD", tickers, AT)
    assert found.as_of == AT - dt.timedelta(seconds=30)
    assert compute_consensus("BTC", "USD", [], AT).as_of is None


@pytest.mark.parametrize(
    ("flawed", "key", "sentence"),
    [
        (ticker(half_spread="0"), "rejected_crossed", "its bid is not below its ask"),
        (ticker(half_spread="0.51"), "rejected_spread", "its spread is 102 basis points"),
        (ticker(age_s=61), "rejected_stale", "its price is 61 s old"),
        (ticker(age_s=-6), "rejected_future", "its price is 6 s in the future"),
    ],
)
def test_a_flaw_is_named(flawed: Ticker, key: str, sentence: str) -> None:
    failure = find_flaw(flawed, AT)
    assert failure is not None
    assert (failure.source, failure.kind) == ("A", "rejected")
    assert (failure.key, failure.sentence) == (key, sentence)


@pytest.mark.parametrize(
    "sound", [ticker(half_spread="0.5"), ticker(age_s=60), ticker(age_s=-5), ticker(age_s=-4.5)]
)
def test_a_ticker_at_the_limit_has_no_flaw(sound: Ticker) -> None:
    assert find_flaw(sound, AT) is None


def test_flawed_sources_are_left_out_and_do_not_count() -> None:
    tickers = [ticker(source="A"), ticker(source="B", age_s=90), ticker(source="C")]
    found = compute_consensus("BTC", "USD", tickers, AT)
    assert [one.source for one in found.used] == ["A", "C"]
    assert [failure.source for failure in found.rejected] == ["B"]
    assert found.confidence is Confidence.LOW


def test_an_outlier_among_three_is_left_out() -> None:
    found = priced("100", "100.1", "110")
    (failure,) = found.rejected
    assert (failure.source, failure.kind, failure.key) == ("S2", "outlier", "outlier")
    assert failure.sentence == "its price 110 is 9.9 % off the others'"
    assert (found.price, found.confidence) == (Decimal("100.05"), Confidence.LOW)


def test_two_sources_have_no_outlier() -> None:
    assert priced("100", "200").rejected == ()


@pytest.mark.parametrize(("mid", "left_out"), [("10100", 0), ("10100.005", 1)])
def test_one_percent_off_the_median_is_no_outlier_yet(mid: str, left_out: int) -> None:
    # The deviations are 0, 1, 1 and the last one's: five times their median is less.
    assert len(priced("10000", "10000", "10001", "9999", mid).rejected) == left_out


@pytest.mark.parametrize(("mid", "left_out"), [("110", 0), ("110.1", 1)])
def test_five_median_deviations_are_no_outlier_yet(mid: str, left_out: int) -> None:
    # The median is 100, the deviations are 2, 2, 0, 2 and 10: five times 2 is more than 1 %.
    assert len(priced("98", "98", "100", "102", mid).rejected) == left_out


@pytest.mark.parametrize(
    ("low", "quotable", "scattered"),
    [("9950", True, False), ("9949", True, True), ("9800", True, True), ("9799", False, True)],
)
def test_the_dispersion_decides_what_is_said_and_what_is_quoted(
    low: str, quotable: bool, scattered: bool
) -> None:
    found = Consensus(
        base="BTC", quote="USD", price=Decimal(10000), confidence=Confidence.NORMAL,
        dispersion_bps=Decimal(10000) - Decimal(low),
    )  # fmt: skip
    assert (found.is_quotable, found.is_scattered) == (quotable, scattered)


def test_the_dispersion_is_the_spread_of_the_sources_used_in_basis_points() -> None:
    assert priced("9990", "10000", "10030").dispersion_bps == 40
    assert priced().dispersion_bps == 0


def test_low_confidence_is_never_quoted() -> None:
    assert not priced("100", "100").is_quotable


def test_a_price_in_usdt_is_counted_at_what_a_usdt_costs() -> None:
    found = convert_usdt_to_usd(ticker("100", half_spread="1"), Decimal("0.99"))
    assert (found.bid, found.ask) == (Decimal("98.01"), Decimal("99.99"))
    assert (found.quote, found.note) == ("USD", "through USDT")


@pytest.mark.parametrize(
    ("price", "state"),
    [
        ("1", PegState.OK), ("0.9975", PegState.OK), ("1.0025", PegState.OK),
        ("0.9974", PegState.NOTICE), ("0.995", PegState.NOTICE), ("1.005", PegState.NOTICE),
        ("0.9949", PegState.WARN), ("0.98", PegState.WARN), ("1.02", PegState.WARN),
        ("0.9799", PegState.BLOCK), ("1.0201", PegState.BLOCK),
    ],
)  # fmt: skip
def test_the_state_of_a_peg_by_its_distance_from_a_dollar(price: str, state: PegState) -> None:
    assert classify_peg(Decimal(price)) is state
