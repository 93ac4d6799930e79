"""Bitcoin's fee rates and the time between its blocks."""

from __future__ import annotations

from decimal import Decimal

import pytest

from knowledge.market.chains.bitcoin import (
    BitcoinFeeSource,
    parse_block_seconds,
    parse_estimates,
    parse_recommended,
)
from knowledge.market.models import Observation
from tests.support.chain_answers import AT, error_key, fetch_fees, response
from tests.support.http_server import Loopback

PRECISE = '{"fastestFee": 2.5, "halfHourFee": 2.023}'
PACE = '{"timeAvg": 596239}'


def fees(server: Loopback) -> dict[str, Observation]:
    base, second = f"{server.url}/mempool", f"{server.url}/esplora"
    return fetch_fees(lambda http: BitcoinFeeSource(http, base, second))


def test_the_precise_rates_are_taken_first(loopback: Loopback) -> None:
    loopback.answer("/mempool/v1/fees/precise", PRECISE)
    loopback.answer("/mempool/v1/difficulty-adjustment", PACE)
    found = fees(loopback)
    assert {key: fee.value for key, fee in found.items()} == {
        "bitcoin.fee_rate": Decimal("2.023"), "bitcoin.fee_rate.next": Decimal("2.5"),
        "bitcoin.block_seconds": Decimal("596.239"),
    }  # fmt: skip
    assert {fee.source for fee in found.values()} == {"mempool.space"}


def test_whole_numbers_stand_in_for_precise_rates(loopback: Loopback) -> None:
    loopback.answer("/mempool/v1/fees/recommended", '{"fastestFee": 3, "halfHourFee": 2}')
    assert fees(loopback)["bitcoin.fee_rate"].value == 2


def test_blockstream_stands_in_when_mempool_is_down(loopback: Loopback) -> None:
    loopback.answer("/mempool", "", 503)
    loopback.answer("/esplora/fee-estimates", '{"2": 4.1, "3": 3.2, "6": 1}')
    found = fees(loopback)
    assert (found["bitcoin.fee_rate"].value, found["bitcoin.fee_rate"].source) == (
        Decimal("3.2"), "Blockstream"
    )  # fmt: skip
    assert found["bitcoin.fee_rate.next"].value == Decimal("4.1")


def test_the_time_between_blocks_is_done_without_when_it_is_missing(loopback: Loopback) -> None:
    loopback.answer("/mempool/v1/fees/precise", PRECISE)
    assert set(fees(loopback)) == {"bitcoin.fee_rate", "bitcoin.fee_rate.next"}


def test_when_all_three_fail_the_first_error_is_reported(loopback: Loopback) -> None:
    loopback.answer("/mempool/v1/fees/precise", "", 429)
    loopback.answer("/mempool/v1/fees/recommended", "", 503)
    assert error_key(lambda: fees(loopback)) == "rate_limited"


def test_rates_are_dated_by_receipt() -> None:
    rate, _ = parse_recommended(response({"fastestFee": 3, "halfHourFee": 2}))
    assert (rate.unit, rate.as_of, rate.max_age, rate.receipt) == ("sat/vB", AT, 60, True)


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        ({"3": 0, "2": 1}, "impossible_fee"), ({"3": -1, "2": 1}, "impossible_fee"),
        ({"3": 10_001, "2": 1}, "impossible_fee"), ({"3": "many", "2": 1}, "unreadable_number"),
        ({"3": "Infinity", "2": 1}, "impossible_number"), ({"2": 1}, "missing_field"),
        ([], "missing_field"),
    ],
)  # fmt: skip
def test_an_absurd_rate_is_refused(answer: object, key: str) -> None:
    assert error_key(lambda: parse_estimates(response(answer))) == key


def test_ten_thousand_satoshis_a_byte_are_still_a_rate() -> None:
    assert parse_estimates(response({"3": 10_000, "2": 1}))[0].value == 10_000


@pytest.mark.parametrize("milliseconds", [59_999, 6_000_001])
def test_an_absurd_time_between_blocks_is_refused(milliseconds: int) -> None:
    answer = response({"timeAvg": milliseconds})
    assert error_key(lambda: parse_block_seconds(answer)) == "impossible_number"
