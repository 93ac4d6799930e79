"""Tests for addresses of Tron."""

from __future__ import annotations

import pytest

from knowledge.compliance.addresses.tron import parse_tron_address
from tests.support.addresses import agrees, name_of, rows_of

ROWS = rows_of("tron")


def test_there_are_vectors_of_this_chain() -> None:
    assert len(ROWS) >= 10


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_an_address_is_parsed_or_what_is_wrong_with_it_is_said(row: dict[str, object]) -> None:
    assert agrees(row, parse_tron_address(row["address"]))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
        "TTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTT",
    ],
)
def test_what_is_no_address_of_this_chain_is_none(text: str) -> None:
    assert parse_tron_address(text) is None


def test_a_sum_of_42_figures_is_no_tron_address() -> None:
    assert parse_tron_address("41" + "0123456789" * 4) is None
