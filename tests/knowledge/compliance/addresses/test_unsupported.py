"""Tests for strings meant as addresses of chains that are not supported."""

from __future__ import annotations

import pytest

from knowledge.compliance.addresses.detect import detect_addresses
from knowledge.compliance.addresses.models import DetectedAddress
from knowledge.compliance.addresses.unsupported import find_unsupported
from tests.support.growth import assert_linear

DASH = "XpESxaUmonkq8RaLLp46Brx2K39ggQe226"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (DASH, "chain"),
        ("0x" + "ab" * 32, "chain"),  # Aptos, Sui, Starknet
        ("0x5aAeb6053F3E94C9b9A09f336694", "length"),
        ("bc1qw508d6qejxtdg", "length"),
        ("aB3dE5gH7jK9mN", "length"),
        ("a1" * 128, "chain"),
        ("a1" * 128 + "a", "length"),
    ],
)
def test_a_string_meant_as_an_address_is_found_and_never_valid(text: str, problem: str) -> None:
    (found,) = find_unsupported(f"to {text} now", [])
    assert (found.start, found.end) == (3, 3 + len(text))
    assert (found.valid, found.problem) == (False, problem)


@pytest.mark.parametrize(
    "text",
    [
        "internationalisation", "2026-11-29", "aB3dE5gH7jK9m", "invoice-2026-000123",
        f"https://explorer.example/{DASH}", f"{DASH}.example", f"x={DASH}",
    ],
)  # fmt: skip
def test_words_days_and_links_are_not_meant_as_addresses(text: str) -> None:
    assert list(find_unsupported(text, [])) == []


def test_an_address_that_was_detected_is_left_out() -> None:
    text = f"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed and {DASH}"
    (found,) = find_unsupported(text, detect_addresses(text))
    assert found.canonical == DASH


def test_hex_is_looked_up_with_and_without_its_prefix() -> None:
    (found,) = find_unsupported("A1" * 20, [])
    assert "0x" + "a1" * 20 in {other.canonical for other in found.also}
    (prefixed,) = find_unsupported("dash:" + DASH, [])
    assert DASH in {other.canonical for other in prefixed.also}


def test_many_words_among_many_addresses_are_looked_at_in_linear_time() -> None:
    found = [
        DetectedAddress(kind="evm", chain="evm", canonical="x", start=at, end=at + 1, valid=True)
        for at in range(0, 40_000, 3)
    ]

    def work(text: str) -> None:
        assert not list(find_unsupported(text * 4, found[: len(text) * 4 // 3]))

    assert_linear(work, "1a ")
