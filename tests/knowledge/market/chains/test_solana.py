"""Solana's prioritisation fees."""

from __future__ import annotations

import json
from typing import Any

import pytest

from knowledge.market.chains.solana import SolanaFeeSource, parse_priority_fee
from tests.support.chain_answers import error_key, fetch_fees, response
from tests.support.http_server import Loopback


def slots(*fees: Any) -> list[dict[str, Any]]:
    return [{"slot": i, "prioritizationFee": fee} for i, fee in enumerate(fees)]


def test_the_fee_is_the_75th_percentile_of_recent_slots(loopback: Loopback) -> None:
    answer = {"jsonrpc": "2.0", "id": 1, "result": slots(0, 300, 8000, 15000)}
    loopback.answer("/node", json.dumps(answer))
    found = fetch_fees(lambda http: SolanaFeeSource(http, loopback.url + "/node"))
    assert found["solana.priority_fee"].value == 8000
    assert found["solana.priority_fee"].source == "Solana node"


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        ([], "no_fees"), ({}, "no_fees"), ([{"slot": 1}], "missing_field"),
        (slots(-1), "impossible_fee"), (slots(10**12), "impossible_fee"),
        (slots("1"), "impossible_fee"),
    ],
)  # fmt: skip
def test_an_odd_answer_is_refused(answer: Any, key: str) -> None:
    assert error_key(lambda: parse_priority_fee(answer, response({}))) == key
