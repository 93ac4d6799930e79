"""Tests for addresses of Ethereum and its relatives, and for EIP-55."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.compliance.addresses.evm import evm_checksum, parse_evm_address
from knowledge.errors import UsageError
from tests.support.addresses import VALID, agrees, name_of, rows_of

ROWS = rows_of("evm")
EIP_55 = [
    row["address"]
    for row in VALID
    if row["kind"] == "evm" and re.search(r"[a-f]", row["address"]) and row["address"][0] == "0"
    and re.search(r"[A-F]", row["address"])
]  # fmt: skip


def test_there_are_vectors_of_this_chain() -> None:
    assert len(ROWS) >= 10


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_an_address_is_parsed_or_what_is_wrong_with_it_is_said(row: dict[str, object]) -> None:
    assert agrees(row, parse_evm_address(row["address"]))


@pytest.mark.parametrize(
    "text",
    ["", "0x", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "0xzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"],
)
def test_what_is_no_address_of_this_chain_is_none(text: str) -> None:
    assert parse_evm_address(text) is None


@pytest.mark.parametrize("text", ["", "x", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeA", "T" * 42])
def test_eip_55_is_refused_what_is_no_address(text: str) -> None:
    with pytest.raises(UsageError, match="40 hex digits"):
        evm_checksum(text)


@pytest.mark.parametrize("address", EIP_55)
def test_eip_55_gives_the_published_capitals(address: str) -> None:
    assert evm_checksum(address.lower()) == address
    assert evm_checksum("0x" + address[2:].upper()) == address


@given(st.sampled_from(EIP_55), st.integers(2, 41), st.sampled_from("0123456789abcdefABCDEF"))
def test_one_wrong_character_never_passes_eip_55(address: str, place: int, digit: str) -> None:
    changed = address[:place] + digit + address[place + 1 :]
    found = parse_evm_address(changed)
    assert found is not None
    assert (not found.problem) == (changed == address)
