"""Notes on official rates."""

from __future__ import annotations

import datetime as dt

import pytest

from knowledge.market.models import Rate, RateNote
from knowledge.market.official.notes import NOTE_TEXTS, note_text, notes_of

AT = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)


def rate(note: str = "", notes: tuple[RateNote, ...] = ()) -> Rate:
    return Rate(
        source="X", as_of=AT, base="USD", quote="RUB", value=80, day=AT.date(), note=note,
        notes=notes,
    )  # fmt: skip


def test_notes_are_joined_in_one_line() -> None:
    notes = [RateNote(key="through", values={"currencies": "USD"}), RateNote(key="peg")]
    assert note_text(notes) == "through USD; peg"
    assert note_text([]) == ""


@pytest.mark.parametrize(
    ("note", "key"), [("peg", "peg"), ("median of bcb, ecb", "median"), ("else", "plain")]
)
def test_a_rate_of_an_old_snapshot_gets_its_notes_from_its_text(note: str, key: str) -> None:
    (found,) = notes_of(rate(note))
    assert found.key == key
    assert note_text([found]) == note


def test_the_notes_of_a_rate_stand_before_its_text() -> None:
    notes = (RateNote(key="peg"),)
    assert notes_of(rate("anything", notes)) == notes
    assert notes_of(rate()) == ()


def test_every_note_has_a_text() -> None:
    assert set(NOTE_TEXTS) == {"through", "other_bank", "median", "peg", "plain"}
