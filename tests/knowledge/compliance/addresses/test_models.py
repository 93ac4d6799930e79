"""Tests for what tells a random string from a word."""

from __future__ import annotations

import pytest

from knowledge.compliance.addresses.models import looks_random


@pytest.mark.parametrize(
    ("text", "random"),
    [
        ("A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", True),
        ("aB1cD2eF", True),
        ("aB1cDeF", False),  # one digit
        ("aB1c2Def", False),  # two capitals
        ("AB1CD2EFg", False),  # one small letter
        ("de305d54-75b4-431b-adb2-eb6b9e546014", False),
        ("DE89370400440532013000", False),
        ("Supercalifragilistic2026", False),
    ],
)
def test_an_address_mixes_digits_capitals_and_small_letters(text: str, random: bool) -> None:
    assert looks_random(text) is random
