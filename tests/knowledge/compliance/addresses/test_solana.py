"""Tests for addresses of Solana."""

from __future__ import annotations

import pytest

from knowledge.compliance.addresses.solana import has_mixed_characters, parse_solana_address
from tests.support.addresses import agrees, name_of, rows_of

ROWS = rows_of("solana")


def test_there_are_vectors_of_this_chain() -> None:
    assert len(ROWS) >= 10


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_an_address_is_parsed_or_what_is_wrong_with_it_is_said(row: dict[str, object]) -> None:
    assert agrees(row, parse_solana_address(row["address"]))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "11111111111111111111111111111111",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
    ],
)
def test_what_is_no_address_of_this_chain_is_none(text: str) -> None:
    assert parse_solana_address(text) is None


@pytest.mark.parametrize(
    ("text", "mixed"), [("aB1", True), ("ab1", False), ("AB1", False), ("aB", False)]
)
def test_mixed_text_has_a_digit_a_capital_and_a_small_letter(text: str, mixed: bool) -> None:
    assert has_mixed_characters(text) is mixed


def test_without_a_checksum_nothing_is_certain() -> None:
    found = parse_solana_address("7EcDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV")
    assert found is not None
    assert not found.is_certain
