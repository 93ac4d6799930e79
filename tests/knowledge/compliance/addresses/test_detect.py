"""Addresses are found as they are written, right ones and mistyped ones, and nothing else is."""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import pairwise
from types import FrameType
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.compliance.addresses import base58
from knowledge.compliance.addresses.detect import detect_addresses
from tests.support.addresses import INVALID, VALID, VECTORS, name_of

MESSAGES = VECTORS["messages"]
# Without a checksum any character may be another: not to be tested for being noticed.
CHECKED = [
    row["address"]
    for row in VALID
    if row["kind"] not in ("solana", "evm") and "in hex" not in row["source"]
]
LETTERS = base58.BITCOIN + "0OIl"


def test_there_are_vectors_enough_and_none_twice() -> None:
    addresses = [row["address"] for row in VALID + INVALID]
    assert len(addresses) >= 150
    assert len(set(addresses)) == len(addresses)


@pytest.mark.parametrize("row", VALID, ids=name_of)
def test_a_right_address_is_found_valid(row: dict[str, Any]) -> None:
    address = row["address"]
    (found,) = detect_addresses(address)
    assert (found.kind, found.valid, found.problem) == (row["kind"], True, "")
    assert found.canonical == row.get("canonical", address)
    assert [other.canonical for other in found.also] == row.get("also", [])
    assert (found.start, found.end) == (0, len(address))


@pytest.mark.parametrize("row", INVALID, ids=name_of)
def test_a_wrong_address_is_found_with_what_is_wrong(row: dict[str, Any]) -> None:
    (found,) = detect_addresses(f"to {row['address']}, please")
    assert (found.kind, found.valid, found.problem) == (row["kind"], False, row["problem"])
    assert found.canonical == row.get("canonical", row["address"])
    assert (found.start, found.end) == (3, 3 + len(row["address"]))


@pytest.mark.parametrize("row", VECTORS["nothing"], ids=name_of)
def test_what_is_no_address_is_not_found(row: dict[str, Any]) -> None:
    assert detect_addresses(row["text"]) == ()
    assert detect_addresses(f"Ref. {row['text']}.") == ()


@pytest.mark.parametrize("row", MESSAGES, ids=name_of)
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


@pytest.mark.parametrize("row", VALID, ids=name_of)
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
    """How many calls the action makes, of Python's functions and of Tradewind's."""
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
