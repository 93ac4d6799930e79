from __future__ import annotations

import pytest

from knowledge.compliance.addresses.detect import detect_addresses
from knowledge.compliance.addresses.ton import parse_ton_address

# The token master of USDT on TON, in its three forms.
FRIENDLY = "EQCxE6mUtQJKFnGfaROTKOt1lZbDiiX1kCixRv7Nw2Id_sDs"
RAW = "0:b113a994b5024a16719f69139328eb759596c38a25f59028b146fecdc3621dfe"
NON_BOUNCEABLE = "UQCxE6mUtQJKFnGfaROTKOt1lZbDiiX1kCixRv7Nw2Id_p0p"


@pytest.mark.parametrize("text", [FRIENDLY, NON_BOUNCEABLE, RAW, RAW.upper()])
def test_every_form_is_one_account(text: str) -> None:
    result = parse_ton_address(text)
    assert result is not None
    assert (result.problem, result.is_certain) == ("", True)
    assert (result.form.kind, result.form.chain) == ("ton", "ton")
    assert result.form.canonical == RAW
    assert {form.canonical for form in result.also} == {FRIENDLY, NON_BOUNCEABLE}


def test_plus_and_slash_stand_for_minus_and_underscore() -> None:
    result = parse_ton_address(FRIENDLY.replace("_", "/"))
    assert result is not None
    assert result.form.canonical == RAW


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (FRIENDLY[:20] + "A" + FRIENDLY[21:], "checksum"),
        ("kQCxE6mUtQJKFnGfaROTKOt1lZbDiiX1kCixRv7Nw2Id_ntm", "testnet"),
        ("0QCxE6mUtQJKFnGfaROTKOt1lZbDiiX1kCixRv7Nw2Id_iaj", "testnet"),
    ],
)
def test_a_mistyped_address_and_one_of_the_test_network_are_refused(
    text: str, problem: str
) -> None:
    result = parse_ton_address(text)
    assert result is not None
    assert result.problem == problem


def test_an_address_of_the_masterchain_is_read() -> None:
    (found,) = detect_addresses(f"to -1:{'5' * 64} please")
    assert found.valid
    assert found.canonical == f"-1:{'5' * 64}"
    assert any(form.canonical.startswith("Ef") for form in found.also)


def test_addresses_are_found_whole_in_a_text_in_their_order() -> None:
    text = f"First {FRIENDLY}, then {RAW}."
    found = detect_addresses(text)
    assert [text[one.start : one.end] for one in found] == [FRIENDLY, RAW]
    assert [one.valid for one in found] == [True, True]


@pytest.mark.parametrize(
    "text",
    ["", "EQ" + "a" * 46, RAW[:-1], f"https://a.example/{FRIENDLY}x", f"x{RAW}", "10:" + "a" * 64],
)
def test_what_is_no_address_is_none(text: str) -> None:
    assert not [one for one in detect_addresses(text) if one.kind == "ton"]
