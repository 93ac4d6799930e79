"""Tests for the segments of a text and those that a break tore apart."""

from __future__ import annotations

import pytest

from knowledge.compliance.addresses.segments import TextSegments

EVM = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"


def joined(text: str) -> list[str]:
    return [each.text for each in TextSegments(text).join_from(0)]


def test_segments_are_runs_of_latin_letters_and_digits() -> None:
    segments = TextSegments("to: 0xAB, счёт 12")
    assert [segments[place] for place in range(len(segments))] == ["to", "0xAB", "12"]
    assert segments.spans[1] == (4, 8)


@pytest.mark.parametrize("tear", [" ", "\n", "\r\n", "\n> ", " \n\t| "])
def test_an_address_torn_by_one_break_is_joined(tear: str) -> None:
    assert joined(EVM[:20] + tear + EVM[20:]) == [EVM]
    groups = [EVM[at : at + 4] for at in range(0, len(EVM), 4)]
    if len(groups[-1]) >= 2:
        assert joined(tear.join(groups)) == [EVM]


@pytest.mark.parametrize("tear", ["  ", ", ", "-", "\n" + " " * 12])
def test_more_than_one_break_parts_an_address(tear: str) -> None:
    assert joined(EVM[:20] + tear + EVM[20:]) == []


def test_pieces_shorter_than_four_are_words_of_a_sentence() -> None:
    assert joined("0x5 " + EVM[3:]) == []


def test_pieces_of_hex_that_go_on_are_no_address() -> None:
    segments = TextSegments(f"{EVM[:22]} {EVM[22:]}")
    (whole,) = segments.join_from(0)
    assert segments.is_plausible_join(whole)
    longer = TextSegments(f"{EVM[:22]} {EVM[22:]} abcd")
    assert not any(longer.is_plausible_join(each) for each in longer.join_from(0))


def test_two_substantial_pieces_may_be_one_address_of_any_chain() -> None:
    address = "7EcDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV"
    segments = TextSegments(f"{address[:20]} {address[20:]}")
    (whole,) = segments.join_from(0)
    assert whole.text == address
    assert segments.is_plausible_join(whole)
