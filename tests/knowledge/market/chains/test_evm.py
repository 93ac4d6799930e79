"""Gas prices of Ethereum and its like."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from knowledge.assets import load_assets
from knowledge.market.chains.evm import EvmFeeSource, parse_fee_history
from tests.support.chain_answers import error_key, fetch_fees, response
from tests.support.http_server import Loopback

HISTORY = {
    "oldestBlock": "0x1", "baseFeePerGas": ["0x3b9aca00", "0x3e95ba80"], "gasUsedRatio": [0.5],
    "reward": [["0x1", "0xbebc200", "0x2"]],
}  # fmt: skip


def rpc(result: Any) -> str:
    return json.dumps({"jsonrpc": "2.0", "id": 1, "result": result})


def test_the_next_blocks_base_fee_and_the_middle_tip_are_read(loopback: Loopback) -> None:
    loopback.answer("/node", rpc(HISTORY))
    found = fetch_fees(lambda http: EvmFeeSource(http, "polygon", loopback.url + "/node"))
    assert {key: fee.value for key, fee in found.items()} == {
        "polygon.base_fee": 1_050_000_000, "polygon.tip": 200_000_000
    }  # fmt: skip
    assert {(fee.source, fee.unit) for fee in found.values()} == {("Polygon node", "wei")}


def test_base_adds_what_its_data_costs_on_ethereum(loopback: Loopback) -> None:
    def answer(_: str, body: bytes) -> bytes:
        return rpc(hex(400_000_000_000) if b"eth_call" in body else HISTORY).encode()

    loopback.answer("/node", answer)
    found = fetch_fees(lambda http: EvmFeeSource(http, "base", loopback.url + "/node"))
    assert found["base.l1_fee"].value == Decimal("0.0000004")
    assert found["base.base_fee"].value == 1_050_000_000


def test_a_share_of_ethereum_that_nobody_would_pay_is_refused(loopback: Loopback) -> None:
    answers = {"eth_feeHistory": HISTORY, "eth_call": hex(2 * 10**18)}

    def answer(_path: str, body: bytes) -> bytes:
        return json.dumps({"result": answers[json.loads(body)["method"]]}).encode()

    loopback.answer("/node", answer)
    key = error_key(
        lambda: fetch_fees(lambda http: EvmFeeSource(http, "base", loopback.url + "/node"))
    )
    assert key == "impossible_fee"


def test_blocks_without_payments_have_no_tip() -> None:
    assert parse_fee_history("bsc", {**HISTORY, "reward": None}, response({}))[1].value == 0


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"baseFeePerGas": []}, "no_fees"),
        ({"baseFeePerGas": ["much"]}, "unreadable_number"),
        ({"baseFeePerGas": [hex(10**15 + 1)]}, "impossible_fee"),
        ({"reward": [["0x1"]]}, "other_shape"),
        ({"reward": [["0x1", hex(10**15 + 1), "0x1"]]}, "impossible_fee"),
        # Python refuses to write a number of 10,000 digits.
        ({"baseFeePerGas": ["0x" + "f" * 9000]}, "unreadable_number"),
        ({"baseFeePerGas": {"a": 1}}, "other_shape"),
    ],
)
def test_an_odd_history_is_refused(change: dict[str, Any], key: str) -> None:
    answer = response({})
    assert error_key(lambda: parse_fee_history("bsc", HISTORY | change, answer)) == key


def test_no_history_is_no_fees() -> None:
    assert error_key(lambda: parse_fee_history("bsc", "0x1", response({}))) == "no_fees"


def test_every_network_has_a_node_and_a_coin() -> None:
    networks = [each for each in load_assets().networks.values() if each.fee_model == "evm"]
    assert len(networks) == 5
    assert all(each.node.startswith("https://") and each.coin for each in networks)
