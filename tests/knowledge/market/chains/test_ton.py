from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from knowledge.market.chains.ton import TonFeeSource, compute_transfer_fee, parse_config
from tests.support.chain_answers import error_key, fetch_fees, response
from tests.support.http_server import Loopback

# An answer of /v2/blockchain/config in its documented shape, shortened.
GAS = {"gas_price": 26214400, "gas_limit": 1000000, "flat_gas_limit": 100, "flat_gas_price": 40000}
FORWARD = {"lump_price": 400000, "bit_price": 26214400, "cell_price": 2621440000}
CONFIG: dict[str, Any] = {
    "raw": "te6cckECAAEAAA",
    "20": {"gas_limits_prices": {**GAS, "gas_price": 655360000}},
    "21": {"gas_limits_prices": GAS},
    "25": {"msg_forward_prices": FORWARD},
}
PRICES = {
    "ton.gas_price": Decimal(400), "ton.lump_price": Decimal(400000),
    "ton.bit_price": Decimal(400), "ton.cell_price": Decimal(40000),
}  # fmt: skip


def test_the_prices_are_those_of_the_chain_that_wallets_live_on(loopback: Loopback) -> None:
    loopback.answer("/v2/blockchain/config", json.dumps(CONFIG))
    fees = fetch_fees(lambda http: TonFeeSource(http, loopback.url))
    assert {key: fee.value for key, fee in fees.items()} == PRICES
    assert {(fee.source, fee.unit) for fee in fees.values()} == {("TonAPI", "nanoton")}


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        ([], "no_fees"), ({}, "no_fees"), ({**CONFIG, "21": None}, "missing_field"),
        ({**CONFIG, "25": {"msg_forward_prices": {"lump_price": 1}}}, "missing_field"),
        ({**CONFIG, "21": {"gas_limits_prices": {"gas_price": 0}}}, "impossible_fee"),
        ({**CONFIG, "21": {"gas_limits_prices": {"gas_price": "400"}}}, "impossible_fee"),
        ({**CONFIG, "21": {"gas_limits_prices": {"gas_price": 10**9 * 2**16}}}, "impossible_fee"),
    ],
)  # fmt: skip
def test_an_odd_answer_is_refused(answer: Any, key: str) -> None:
    assert error_key(lambda: parse_config(response(answer))) == key


def test_a_transfer_takes_gas_and_four_messages() -> None:
    # 22,910 gas, 4 lumps, 4,000 bits and 8 cells: 9.164 + 1.6 + 1.6 + 0.32 thousandths of a TON.
    fee = compute_transfer_fee(PRICES.__getitem__, "ton", "USDT", new_holder=False)
    assert fee == Decimal("0.012684")


def test_a_new_holder_pays_for_a_wallet() -> None:
    fee = compute_transfer_fee(PRICES.__getitem__, "ton", "USDT", new_holder=True)
    assert fee == Decimal("0.022684")
