"""Tests for base58 and its checksum."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.compliance.addresses.base58 import (
    BITCOIN,
    RIPPLE,
    decode_base58,
    decode_base58check,
    decode_number,
    diagnose_typo,
    encode_base58,
    encode_base58check,
)


@given(st.binary(min_size=1, max_size=60), st.sampled_from([BITCOIN, RIPPLE]))
def test_decoding_gives_back_what_was_encoded(data: bytes, alphabet: str) -> None:
    assert decode_base58(encode_base58(data, alphabet), alphabet) == data
    assert decode_base58check(encode_base58check(data, alphabet), alphabet) == data


@pytest.mark.parametrize(
    ("data", "text"),
    [(b"Hello World!", "2NEpo7TZRRrLZSi2U"), (b"\0\0\x28\x7f\xb4\xcd", "11233QC4")],
)
def test_published_vectors_are_met(data: bytes, text: str) -> None:
    assert encode_base58(data) == text
    assert decode_base58(text) == data


def test_what_is_no_base58_is_none() -> None:
    assert decode_base58("0OIl") is None
    assert decode_number("21") == 58
    assert decode_number("l") is None
    # Beyond any address, decoding would take time that grows with the square of the length.
    assert decode_base58("2" * 113) is None
    assert decode_base58("2" * 112) is not None


def test_a_checksum_that_does_not_hold_gives_nothing() -> None:
    text = encode_base58check(b"account")
    assert decode_base58check(text[:-1] + ("2" if text[-1] != "2" else "3")) is None
    assert decode_base58check("2") is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", "checksum"),
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7Divf0b", "character"),
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7Div0Ob", None),
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNbx", "length"),
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNbxyz", None),
        ("1aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", None),
    ],
)
def test_a_slip_is_distinguished_from_what_was_never_an_address(
    text: str, problem: str | None
) -> None:
    assert diagnose_typo(text, (34,)) == problem
