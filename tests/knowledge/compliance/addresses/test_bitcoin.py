"""Tests for base58 addresses of Bitcoin and Litecoin."""

from __future__ import annotations

import pytest

from knowledge.compliance.addresses import base58
from knowledge.compliance.addresses.bitcoin import parse_bitcoin_address
from tests.support.addresses import agrees, is_segwit, name_of, rows_of

ROWS = rows_of("btc-p2pkh", "btc-p2sh", "ltc", where=lambda row: not is_segwit(row))


def test_there_are_vectors_of_this_chain() -> None:
    assert len(ROWS) >= 10


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_an_address_is_parsed_or_what_is_wrong_with_it_is_said(row: dict[str, object]) -> None:
    assert agrees(row, parse_bitcoin_address(row["address"]))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
        "1111111111111111111111111111111111",
    ],
)
def test_what_is_no_address_of_this_chain_is_none(text: str) -> None:
    assert parse_bitcoin_address(text) is None


@pytest.mark.parametrize("version", [4, 22, 30, 66, 76])
def test_a_right_checksum_of_a_chain_we_do_not_know_is_not_found(version: int) -> None:
    assert (
        parse_bitcoin_address(base58.encode_base58check(bytes([version]) + bytes(range(7, 27))))
        is None
    )
