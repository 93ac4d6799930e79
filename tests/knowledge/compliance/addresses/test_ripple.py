"""Tests for addresses of the XRP Ledger."""

from __future__ import annotations

import pytest

from knowledge.compliance.addresses import base58
from knowledge.compliance.addresses.ripple import parse_xrp_address
from tests.support.addresses import agrees, name_of, rows_of

ROWS = rows_of("xrp")


def test_there_are_vectors_of_this_chain() -> None:
    assert len(ROWS) >= 10


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_an_address_is_parsed_or_what_is_wrong_with_it_is_said(row: dict[str, object]) -> None:
    assert agrees(row, parse_xrp_address(row["address"]))


@pytest.mark.parametrize(
    "text", ["", "r", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"]
)
def test_what_is_no_address_of_this_chain_is_none(text: str) -> None:
    assert parse_xrp_address(text) is None


@pytest.mark.parametrize(("flag", "tag"), [(2, b"\1"), (0, b"\1"), (1, b"\0\0\0\0\1")])
def test_an_x_address_with_a_tag_nobody_reads_is_not_valid(flag: int, tag: bytes) -> None:
    data = b"\x05\x44" + bytes(range(20)) + bytes([flag]) + tag.ljust(8, b"\0")
    found = parse_xrp_address(base58.encode_base58check(data, base58.RIPPLE))
    assert found is not None
    assert found.problem == "version"
