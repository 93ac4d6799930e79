"""Tron's prices of energy and bandwidth."""

from __future__ import annotations

import json
from typing import Any

import pytest

from knowledge.market.chains.tron import TronFeeSource, parse_chain_parameters
from tests.support.chain_answers import error_key, fetch_fees, response
from tests.support.http_server import Loopback

ENERGY = {"key": "getEnergyFee", "value": 100}
BANDWIDTH = {"key": "getTransactionFee", "value": 1000}
NO_VALUE = {"key": "getUpdateAccountPermissionFee"}


def test_the_prices_are_read_among_many_parameters(loopback: Loopback) -> None:
    answer = {"chainParameter": [ENERGY, NO_VALUE, BANDWIDTH]}
    loopback.answer("/wallet/getchainparameters", json.dumps(answer))
    found = fetch_fees(lambda http: TronFeeSource(http, loopback.url))
    assert {key: fee.value for key, fee in found.items()} == {
        "tron.energy_price": 100, "tron.bandwidth_price": 1000
    }  # fmt: skip
    assert {(fee.source, fee.unit) for fee in found.values()} == {("TronGrid", "sun")}


@pytest.mark.parametrize(
    ("rows", "key"),
    [
        ([], "no_fees"), (None, "no_fees"), ([ENERGY], "missing_field"),
        ([ENERGY, {"key": "getTransactionFee"}], "missing_field"),
        ([{**ENERGY, "value": 0}, BANDWIDTH], "impossible_fee"),
        ([{**ENERGY, "value": 10**6}, BANDWIDTH], "impossible_fee"),
        ([{**ENERGY, "value": "100"}, BANDWIDTH], "impossible_fee"),
        ([{**ENERGY, "key": {}}, {**BANDWIDTH, "key": []}], "missing_field"),
    ],
)  # fmt: skip
def test_an_odd_answer_is_refused(rows: Any, key: str) -> None:
    answer = response({"chainParameter": rows})
    assert error_key(lambda: parse_chain_parameters(answer)) == key


def test_an_answer_that_is_no_object_has_no_fees() -> None:
    assert error_key(lambda: parse_chain_parameters(response([1]))) == "no_fees"
