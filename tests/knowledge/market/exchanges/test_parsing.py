"""From an exchange's answer to figures."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from knowledge.market.exchanges import parsing
from knowledge.market.http_client import HttpResponse
from tests.support.chain_answers import error_key

AT = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
RESPONSE = HttpResponse(b"", AT, source="X")


def milliseconds(seconds_ago: float) -> int:
    return round((AT.timestamp() - seconds_ago) * 1000)


@pytest.mark.parametrize(
    ("value", "number"), [("1.50", "1.50"), (7, "7"), (Decimal("0.1"), "0.1"), ("1e-8", "1e-8")]
)
def test_a_price_keeps_every_digit(value: Any, number: str) -> None:
    assert parsing.parse_positive("X", value) == Decimal(number)


@pytest.mark.parametrize(
    ("value", "key"),
    [
        (0.1, "unreadable_number"), (True, "unreadable_number"), (None, "unreadable_number"),
        ("1,5", "unreadable_number"), ([], "unreadable_number"), ("", "unreadable_number"),
        ("0", "impossible_number"), (-1, "impossible_number"), ("NaN", "impossible_number"),
        ("Infinity", "impossible_number"), ("1e999999999", "unreadable_number"),
        ("1e30", "impossible_number"), ("1e-30", "impossible_number"),
        ("1." + "1" * 200, "impossible_number"), ("9" * 5000, "unreadable_number"),
        # Decimal() would take this list for a number and its exponent.
        ([0, [1], 5], "unreadable_number"),
    ],
)  # fmt: skip
def test_what_is_no_price_is_refused(value: Any, key: str) -> None:
    assert error_key(lambda: parsing.parse_positive("X", value)) == key


@pytest.mark.parametrize("seconds_ago", [0, 60, -5])
def test_the_exchanges_own_time_is_taken(seconds_ago: float) -> None:
    at = parsing.parse_time("X", milliseconds(seconds_ago), RESPONSE)
    assert at == AT - dt.timedelta(seconds=seconds_ago)


@pytest.mark.parametrize(
    ("value", "key"),
    [
        (milliseconds(60.1), "stale"), (milliseconds(-5.1), "future"), (None, "unreadable_time"),
        ("noon", "unreadable_time"), (10**30, "unreadable_time"),
        ("1e999999999", "unreadable_time"), ("NaN", "unreadable_time"), ([], "unreadable_time"),
    ],
)  # fmt: skip
def test_another_time_is_refused(value: Any, key: str) -> None:
    assert error_key(lambda: parsing.parse_time("X", value, RESPONSE)) == key


def test_a_ticker_without_a_time_bears_that_of_its_receipt() -> None:
    ticker = parsing.build_ticker(RESPONSE, "BTC", "USD", "100", "101")
    assert (ticker.as_of, ticker.receipt, ticker.max_age) == (AT, True, 15)
    earlier = AT - dt.timedelta(seconds=3)
    ticker = parsing.build_ticker(RESPONSE, "BTC", "USD", "100", "101", earlier)
    assert (ticker.as_of, ticker.receipt) == (earlier, False)


@pytest.mark.parametrize(
    ("bid", "ask", "key"),
    [("101", "101", "crossed_quote"), ("102", "101", "crossed_quote"),
     ("100", "101.01", "wide_spread")],
)  # fmt: skip
def test_sides_that_cross_or_lie_too_far_apart_are_refused(bid: str, ask: str, key: str) -> None:
    assert error_key(lambda: parsing.build_ticker(RESPONSE, "BTC", "USD", bid, ask)) == key
    sides = [[bid, "1"]], [[ask, "1"]]
    book_key = error_key(lambda: parsing.build_book(RESPONSE, "BTC", "USD", *sides))
    assert book_key == ("wide_spread" if key == "wide_spread" else "crossed_book")


def test_a_book_leaves_out_levels_of_no_size() -> None:
    bids = [["100", "1"], ["99.9", "0.000"], ["99.8", "2"]]
    book = parsing.build_book(RESPONSE, "BTC", "USD", bids, [["100.1", "1"]])
    assert [level.price for level in book.bids] == [100, Decimal("99.8")]


def test_a_book_is_cut_at_five_hundred_levels() -> None:
    bids = [[str(1000 - i), "1"] for i in range(600)]
    book = parsing.build_book(RESPONSE, "BTC", "USD", bids, [["1001", "1"]])
    assert len(book.bids) == 500


@pytest.mark.parametrize(
    ("bids", "key"),
    [
        ([], "empty_answer"), ({}, "other_shape"), ([["100"]], "missing_field"),
        ([["100", "0"]], "invalid_book"), ([["99", "1"], ["100", "1"]], "unordered_book"),
        ([["102", "1"]], "crossed_book"), ([["100", "-1"]], "impossible_number"),
    ],
)  # fmt: skip
def test_a_book_that_cannot_be_used_is_refused(bids: Any, key: str) -> None:
    asks = [["101", "1"]]
    assert error_key(lambda: parsing.build_book(RESPONSE, "BTC", "USD", bids, asks)) == key


def test_closes_are_the_last_week_and_at_least_two() -> None:
    closes = parsing.build_closes(RESPONSE, "BTC", "USD", [str(i) for i in range(1, 200)])
    assert (len(closes.prices), closes.prices[-1]) == (169, 199)
    assert (closes.max_age, closes.receipt) == (7200, True)
    assert error_key(lambda: parsing.build_closes(RESPONSE, "BTC", "USD", ["1"])) == "no_closes"


def test_a_field_is_given_by_its_name_or_place() -> None:
    assert parsing.require_field("X", {"a": 1}, "a") == 1
    assert parsing.require_field("X", [5, 6], 1) == 6
    assert parsing.require_fields("X", {"a": 1, "b": 2}, "b", "a") == [2, 1]


@pytest.mark.parametrize(("value", "name"), [({}, "a"), ([], 0), (None, "a"), (5, "a")])
def test_a_field_that_is_missing_is_named(value: Any, name: str | int) -> None:
    assert error_key(lambda: parsing.require_field("X", value, name)) == "missing_field"


def test_shapes_are_required() -> None:
    assert parsing.require_mapping("X", {"a": 1}) == {"a": 1}
    assert parsing.require_rows("X", [1]) == [1]
    assert error_key(lambda: parsing.require_mapping("X", [])) == "other_shape"
    assert error_key(lambda: parsing.require_rows("X", {})) == "other_shape"
    assert error_key(lambda: parsing.require_rows("X", [])) == "empty_answer"


def test_a_pair_is_the_same_however_it_is_written() -> None:
    for spelling in ("BTCUSD", "BTC/USD", "btc-usd"):
        parsing.check_pair("X", "BTCUSD", spelling)
    assert error_key(lambda: parsing.check_pair("X", "BTCUSD", "ETHUSD")) == "other_pair"


def test_the_errors_of_exchanges_have_their_keys() -> None:
    assert parsing.unknown_pair("X", "A", "B").values == {"pair": "A/B"}
    assert parsing.rate_limited("X").key == "rate_limited"
    assert parsing.error_answer("X", "e" * 100).values == {"error": "e" * 60}
