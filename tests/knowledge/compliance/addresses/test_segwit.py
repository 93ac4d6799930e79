"""Tests for bech32 addresses of Bitcoin and Litecoin."""

from __future__ import annotations

import pytest

from knowledge.compliance.addresses.segwit import parse_segwit_address
from tests.support.addresses import agrees, is_segwit, name_of, rows_of

ROWS = rows_of("btc-p2wpkh", "btc-p2wsh", "btc-p2tr", "btc-segwit", "ltc", where=is_segwit)


def test_there_are_vectors_of_this_chain() -> None:
    assert len(ROWS) >= 10


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_an_address_is_parsed_or_what_is_wrong_with_it_is_said(row: dict[str, object]) -> None:
    assert agrees(row, parse_segwit_address(row["address"]))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bc1",
        "bc1q",
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
        "tc1qw508d6qejxtdg4y5r3zarvary0c5xw7kg3g4ty",
    ],
)
def test_what_is_no_address_of_this_chain_is_none(text: str) -> None:
    assert parse_segwit_address(text) is None
