"""Tests for addresses in a list's free text and in its own fields."""

from __future__ import annotations

import pytest

from indexer.sanctions.free_text import addresses_of_fields, find_addresses

ETH = "0x5AEDA56215b167893e80B4fE645BA6d5Bab767DE"
DASH = "XpESxaUmonkq8RaLLp46Brx2K39ggQe226"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"Wallet {ETH}; also {ETH}.", (ETH,)),
        (f"Digital Currency Address - DASH {DASH};", (DASH,)),
        (f"Digital Currency Addresses: {DASH}", (DASH,)),
        (f"Passport {DASH}", ()),
        (f"Mistyped {ETH[:-1]}0", ()),
        ("Tax ID 7707083893", ()),
        ("", ()),
    ],
)
def test_free_text_gives_valid_addresses_and_those_that_it_announces(
    text: str, found: tuple[str, ...]
) -> None:
    assert find_addresses(text) == found


def test_a_field_for_addresses_gives_also_those_of_unsupported_chains() -> None:
    fields = [f"ETH {ETH}", f"{DASH}, zcash", " short ", "", DASH]
    assert addresses_of_fields(fields) == (ETH, DASH, "short")
