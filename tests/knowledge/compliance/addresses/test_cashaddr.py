"""Tests for addresses of Bitcoin Cash."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.compliance.addresses.cashaddr import (
    P2PKH,
    P2SH,
    encode_cashaddr,
    parse_bitcoin_cash_address,
)
from tests.support.addresses import agrees, name_of, rows_of

ROWS = rows_of("bch")


def test_there_are_vectors_of_this_chain() -> None:
    assert len(ROWS) >= 10


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_an_address_is_parsed_or_what_is_wrong_with_it_is_said(row: dict[str, object]) -> None:
    assert agrees(row, parse_bitcoin_cash_address(str(row["address"]).rpartition(":")[2]))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq",
    ],
)
def test_what_is_no_address_of_this_chain_is_none(text: str) -> None:
    assert parse_bitcoin_cash_address(text) is None


@given(st.binary(min_size=20, max_size=20), st.sampled_from([P2PKH, P2SH]))
def test_any_hash_makes_a_cash_address_that_is_found(digest: bytes, kind: int) -> None:
    address = encode_cashaddr(kind, digest)
    found = parse_bitcoin_cash_address(address.removeprefix("bitcoincash:"))
    assert found is not None
    assert (found.form.kind, found.problem, found.form.canonical) == ("bch", "", address)
