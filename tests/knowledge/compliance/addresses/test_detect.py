"""Addresses are found as they are written, right ones and mistyped ones, and nothing else is."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from itertools import pairwise
from types import FrameType
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.compliance.addresses import base58, bech32, cashaddr
from knowledge.compliance.addresses.detect import detect_addresses
from knowledge.compliance.addresses.evm import evm_checksum
from knowledge.compliance.addresses.keccak import keccak256
from knowledge.errors import UsageError
from tests.support.paths import FIXTURES

VECTORS: dict[str, list[dict[str, Any]]] = json.loads(
    (FIXTURES / "addresses.json").read_text("utf-8")
)
VALID, INVALID, MESSAGES = VECTORS["valid"], VECTORS["invalid"], VECTORS["messages"]
# Without a checksum any character may be another: not to be tested for being noticed.
CHECKED = [
    row["address"]
    for row in VALID
    if row["kind"] not in ("solana", "evm") and "in hex" not in row["source"]
]
EIP_55 = [
    row["address"]
    for row in VALID
    if row["kind"] == "evm" and re.search(r"[a-f]", row["address"]) and row["address"][0] == "0"
    and re.search(r"[A-F]", row["address"])
]  # fmt: skip
LETTERS = base58.BITCOIN + "0OIl"


def named(row: dict[str, Any]) -> str:
    return str(row.get("address", row.get("text", "")))[:24] or "empty"


def test_there_are_vectors_enough_and_none_twice() -> None:
    addresses = [row["address"] for row in VALID + INVALID]
    assert len(addresses) >= 150
    assert len(set(addresses)) == len(addresses)


@pytest.mark.parametrize("row", VALID, ids=named)
def test_a_right_address_is_found_valid(row: dict[str, Any]) -> None:
    address = row["address"]
    (found,) = detect_addresses(address)
    assert (found.kind, found.valid, found.problem) == (row["kind"], True, "")
    assert found.canonical == row.get("canonical", address)
    assert [other.canonical for other in found.also] == row.get("also", [])
    assert (found.start, found.end) == (0, len(address))


@pytest.mark.parametrize("row", INVALID, ids=named)
def test_a_wrong_address_is_found_with_what_is_wrong(row: dict[str, Any]) -> None:
    (found,) = detect_addresses(f"to {row['address']}, please")
    assert (found.kind, found.valid, found.problem) == (row["kind"], False, row["problem"])
    assert found.canonical == row.get("canonical", row["address"])
    assert (found.start, found.end) == (3, 3 + len(row["address"]))


@pytest.mark.parametrize("row", VECTORS["nothing"], ids=named)
def test_what_is_no_address_is_not_found(row: dict[str, Any]) -> None:
    assert detect_addresses(row["text"]) == ()
    assert detect_addresses(f"Ref. {row['text']}.") == ()


@pytest.mark.parametrize("row", MESSAGES, ids=named)
def test_addresses_are_found_within_messages(row: dict[str, Any]) -> None:
    text = row["text"]
    assert [
        {
            "kind": found.kind,
            "canonical": found.canonical,
            "problem": found.problem,
            "written": text[found.start : found.end],
        }
        for found in detect_addresses(text)
    ] == row["found"]


@pytest.mark.parametrize("row", VALID, ids=named)
def test_the_form_for_lists_reads_as_itself(row: dict[str, Any]) -> None:
    (found,) = detect_addresses(row["address"])
    (again,) = detect_addresses(found.canonical)
    assert (again.kind, again.canonical, again.valid) == (found.kind, found.canonical, True)
    for other in found.also:
        assert detect_addresses(other.canonical)[0].valid


@pytest.mark.parametrize("address", CHECKED, ids=lambda address: address[:24])
def test_an_address_torn_by_a_line_or_a_space_is_found_whole(address: str) -> None:
    (whole,) = detect_addresses(address)
    # The shortest ones were made by hand, to burn coins; nobody tears them.
    for middle in (len(address) // 2, len(address) * 2 // 3) if len(address) > 30 else ():
        for tear in ("\n", " ", "\r\n", " \n  "):
            text = f"pay {address[:middle]}{tear}{address[middle:]} now"
            (found,) = detect_addresses(text)
            assert (found.canonical, found.valid) == (whole.canonical, True)
            assert text[found.start : found.end].replace(tear, "") == address


def test_two_addresses_on_two_lines_are_two() -> None:
    for first, second in pairwise(CHECKED):
        assert [one.valid for one in detect_addresses(f"{first}\n{second}")] == [True, True]


def test_many_addresses_in_one_message_are_all_found() -> None:
    text = ", ".join(row["address"] for row in VALID)
    assert [one.kind for one in detect_addresses(text)] == [row["kind"] for row in VALID]
    assert all(one.valid for one in detect_addresses(text))


def test_a_lookalike_says_so_and_is_looked_up_as_what_it_imitates() -> None:
    (found,) = detect_addresses("TR7NHqj\u0435KQxGTCi8q8ZY4pL8otSzgjLj6t")
    assert found.lookalike
    assert not found.valid
    assert found.problem == "lookalike"
    assert found.canonical == "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"


def test_an_invisible_character_is_no_fault() -> None:
    (found,) = detect_addresses("TR7NHqj\u200beKQxGTCi8q8ZY4pL8otSzgjLj6t")
    assert found.valid
    assert not found.lookalike


def test_an_address_that_begins_with_3_may_be_litecoins_too() -> None:
    (found,) = detect_addresses("3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy")
    assert {other.chain for other in found.also} == {"litecoin", "bitcoin-cash"}
    (named_so,) = detect_addresses("litecoin:3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy")
    assert (named_so.kind, named_so.chain) == ("ltc", "litecoin")
    assert "bitcoin" in {other.chain for other in named_so.also}


@given(st.sampled_from(CHECKED), st.data())
def test_one_wrong_character_never_makes_another_valid_address(
    address: str, data: st.DataObject
) -> None:
    (right,) = detect_addresses(address)
    place = data.draw(st.integers(0, len(address) - 1))
    letter = data.draw(st.sampled_from(LETTERS))
    for found in detect_addresses(address[:place] + letter + address[place + 1 :]):
        same_account = found.canonical == right.canonical
        assert same_account or found.kind != right.kind or not found.valid


@given(st.sampled_from(EIP_55), st.integers(2, 41), st.sampled_from("0123456789abcdefABCDEF"))
def test_one_wrong_character_never_passes_eip_55(address: str, place: int, digit: str) -> None:
    changed = address[:place] + digit + address[place + 1 :]
    (found,) = detect_addresses(changed)
    assert found.valid == (changed == address)


@given(st.text())
@example("\ud800 0x" + "0" * 40)
@example("bitcoincash:bitcoincash:q")
@example("1" * 111 + " T" * 60)
def test_any_text_is_read_without_a_fault(text: str) -> None:
    spans = [(one.start, one.end) for one in detect_addresses(text)]
    assert all(0 <= start < end <= len(text) for start, end in spans)


PIECES = st.sampled_from(
    [address[at : at + 12] for address in CHECKED[::5] for at in range(0, len(address), 12)]
)
BETWEEN = st.sampled_from(["", " ", "\n", "\n> ", "\u200b", "-", ":", "0x", "а", "ａ", ". ", "=/"])


@given(st.lists(st.tuples(st.one_of(PIECES, st.sampled_from(CHECKED)), BETWEEN), max_size=12))
def test_spans_are_right_in_a_jumble(parts: list[tuple[str, str]]) -> None:
    text = "".join(piece + between for piece, between in parts)
    found = detect_addresses(text)
    assert all(one.end <= after.start for one, after in pairwise(found))
    for one in found:
        assert one.valid == (one.problem == "")
        assert one.lookalike == (one.problem == "lookalike")
        # A link's scheme stands outside the span and may choose another of the readings.
        (again,) = detect_addresses(text[one.start : one.end])
        assert one.canonical in {again.canonical, *(other.canonical for other in again.also)}


@given(st.text(alphabet=st.characters(exclude_categories=["L", "N", "C", "M"])), st.data())
def test_an_address_is_found_between_any_signs(around: str, data: st.DataObject) -> None:
    address = data.draw(st.sampled_from(CHECKED))
    text = f"{around}{address}{around[::-1]}"
    (found,) = detect_addresses(text)
    assert found.valid
    assert text[found.start : found.end] == address


HARD = [
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed ",
    "r1Aa ", "4aBc ", "bc1q\n", "0xab ", "T1aB ", "x", "qpzr ", "Ab1Cd2Ef3 ",
    "TR7NHqj\u0435KQxGTCi8q8ZY4pL8otSzgjLj6t\u200b, ", "оплата ", " ", "\n", "bitcoin:",
]  # fmt: skip


def calls(action: Callable[[], object]) -> int:
    """How many calls the action makes, of Python's and of ours."""
    count = 0

    def counted(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        action()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("piece", HARD)
def test_the_work_grows_with_the_length_and_no_faster(piece: str) -> None:
    short, long = piece * (2000 // len(piece)), piece * (2000 // len(piece)) * 4
    detect_addresses(short)
    one, four = calls(lambda: detect_addresses(short)), calls(lambda: detect_addresses(long))
    assert four <= 4.3 * one + 200
    assert four <= 60 * len(long)


@pytest.mark.parametrize("text", ["", "x", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeA", "T" * 42])
def test_eip_55_is_refused_what_is_no_address(text: str) -> None:
    with pytest.raises(UsageError, match="40 hex digits"):
        evm_checksum(text)


@pytest.mark.parametrize("address", EIP_55)
def test_eip_55_gives_the_published_capitals(address: str) -> None:
    assert evm_checksum(address.lower()) == address
    assert evm_checksum("0x" + address[2:].upper()) == address


@pytest.mark.parametrize(
    ("data", "digest"),
    [
        (b"", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
        (b"abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"),
        (b"testing", "5f16f4c7f149ac4f9510d9cf8cf384038ad348b3bcdc01915f95de12df9d1b02"),
        (b"a" * 200, "96ea54061def936c4be90b518992fdc6f12f535068a256229aca54267b4d084d"),
    ],
)
def test_keccak_gives_the_published_digests(data: bytes, digest: str) -> None:
    assert keccak256(data).hex() == digest


@pytest.mark.parametrize(
    ("length", "digest"),
    [
        (135, "34367dc248bbd832f4e3e69dfaac2f92638bd0bbd18f2912ba4ef454919cf446"),
        (136, "a6c4d403279fe3e0af03729caada8374b5ca54d8065329a3ebcaeb4b60aa386e"),
        (137, "d869f639c7046b4929fc92a4d988a8b22c55fbadb802c0c66ebcd484f1915f39"),
        (272, "cf7fcd4f705ee749930d19ca84561a9bf62516bd90a471545fa2f49fdc7e63c8"),
    ],
)
def test_keccak_pads_right_at_the_edges_of_a_block(length: int, digest: str) -> None:
    assert keccak256(b"a" * length).hex() == digest


@given(st.binary(min_size=1, max_size=60))
def test_base58_and_five_bit_letters_give_back_what_they_took(data: bytes) -> None:
    for alphabet in (base58.BITCOIN, base58.RIPPLE):
        assert base58.decode_base58(base58.encode_base58(data, alphabet), alphabet) == data
        assert (
            base58.decode_base58check(base58.encode_base58check(data, alphabet), alphabet) == data
        )
    assert bech32.pack_bits(bech32.unpack_bits(data)) == data


@given(st.binary(min_size=20, max_size=20), st.sampled_from([cashaddr.P2PKH, cashaddr.P2SH]))
def test_any_hash_makes_a_cash_address_that_is_found(digest: bytes, kind: int) -> None:
    address = cashaddr.encode_cashaddr(kind, digest)
    (found,) = detect_addresses(address)
    assert (found.kind, found.valid, found.canonical) == ("bch", True, address)


@pytest.mark.parametrize(("flag", "tag"), [(2, b"\1"), (0, b"\1"), (1, b"\0\0\0\0\1")])
def test_an_x_address_with_a_tag_nobody_reads_is_not_valid(flag: int, tag: bytes) -> None:
    data = b"\x05\x44" + bytes(range(20)) + bytes([flag]) + tag.ljust(8, b"\0")
    (found,) = detect_addresses(base58.encode_base58check(data, base58.RIPPLE))
    assert (found.kind, found.valid, found.problem) == ("xrp", False, "version")


@pytest.mark.parametrize("version", [4, 22, 30, 66, 76])
def test_a_right_checksum_of_a_chain_we_do_not_know_is_not_found(version: int) -> None:
    assert detect_addresses(base58.encode_base58check(bytes([version]) + bytes(range(7, 27)))) == ()


def test_a_sum_of_42_figures_is_no_tron_address() -> None:
    assert detect_addresses("41" + "0123456789" * 4) == ()
