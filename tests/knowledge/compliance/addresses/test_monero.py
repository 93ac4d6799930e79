"""Tests for addresses of Monero."""

from __future__ import annotations

import pytest

from knowledge.compliance.addresses.monero import parse_monero_address
from tests.support.addresses import agrees, name_of, rows_of

ROWS = rows_of("xmr")


def test_there_are_vectors_of_this_chain() -> None:
    assert len(ROWS) >= 10


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_an_address_is_parsed_or_what_is_wrong_with_it_is_said(row: dict[str, object]) -> None:
    assert agrees(row, parse_monero_address(row["address"]))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "44444444444444444444444444444444444444444444444444444444444444444444444444444444444444444444444",
        "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
    ],
)
def test_what_is_no_address_of_this_chain_is_none(text: str) -> None:
    assert parse_monero_address(text) is None
