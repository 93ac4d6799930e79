"""Notes on official rates in English. A chat shows the message ``rate_note_<key>`` instead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from knowledge.market.models import Rate, RateNote

NOTE_TEXTS: Mapping[str, str] = {
    "through": "through {currencies}",
    "other_bank": "not from the bank of {currencies}",
    "median": "median of {banks}",
    "peg": "peg",
    "plain": "{text}",
}
_MEDIAN = re.compile(r"median of (.+)")


def note_text(notes: Iterable[RateNote]) -> str:
    """The notes in one line."""
    return "; ".join(NOTE_TEXTS[note.key].format(**note.values) for note in notes)


def notes_of(rate: Rate) -> tuple[RateNote, ...]:
    """The notes on a published rate; snapshots of earlier versions have them only as text."""
    if rate.notes or not rate.note:
        return rate.notes
    if rate.note == "peg":
        return (RateNote(key="peg"),)
    match = _MEDIAN.fullmatch(rate.note)
    if match:
        return (RateNote(key="median", values={"banks": match[1]}),)
    return (RateNote(key="plain", values={"text": rate.note}),)
