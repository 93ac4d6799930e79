"""Obligations that differ from their notes: a sentence or threshold that the note lacks."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal

from indexer.documents.chunk import chunk_document
from knowledge.compliance.obligations import Obligation
from knowledge.models import Document

_MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December", "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
]  # fmt: skip
_DAY = re.compile(rf"(?<!\d)([12]?\d|3[01]) ({'|'.join(_MONTHS)}) (\d{{4}})")
# What stands before a past day, and what else in a sentence marks it as past.
_HAS_BEEN = re.compile(r"(?:\bsince|(?<!deadline )\bof|\bот) $")
_PAST = re.compile(r"\b(?:came|entered|was|were|took|began|вступил\w*|принят\w*)\b")


def check_obligations(
    obligations: Mapping[str, Sequence[Obligation]],
    documents: Sequence[Document],
    countries: Collection[str],
) -> Iterator[tuple[str, str]]:
    """Every fault as (file, what is wrong). Each of ``countries`` must say whether one may pay."""
    by_id = {document.head.id: document for document in documents}
    for country, rows in sorted(obligations.items()):
        for obligation in rows:
            for problem in _problems(obligation, by_id):
                yield f"reference/obligations/{country}.toml", problem
    for country in sorted(countries):
        if not any(one.topic == "payment" for one in obligations.get(country, ())):
            yield f"reference/obligations/{country}.toml", "has no duty of the topic payment"


def _problems(obligation: Obligation, documents: Mapping[str, Document]) -> Iterator[str]:
    note = documents.get(obligation.note)
    if note is None:
        yield f"{obligation.note!r} does not exist"
        return
    if (obligation.as_of, obligation.review_after) != (note.head.as_of, note.head.review_after):
        yield (
            f"{obligation.note} was reviewed: look at {obligation.starts!r} again, "
            "then take over its dates"
        )
    for key, start in (
        (obligation.note, obligation.starts),
        (f"{obligation.note}.ru", obligation.starts_ru),
    ):
        if not start:
            continue
        found = _sentences_from(documents[key], start) if key in documents else []
        if len(found) != 1:
            yield f"{len(found)} sourced sentences of {key} begin with {start!r}, not one"
            continue
        if obligation.amount and not any(
            form in found[0] for form in _spellings(obligation.amount)
        ):
            yield f"the threshold {obligation.amount} is not in {found[0]!r}"
        for day in _find_premature_days(found[0], obligation.as_of):
            yield f"{key} is as of {obligation.as_of} and tells of {day} as past: {found[0]!r}"


def _sentences_from(document: Document, start: str) -> list[str]:
    return [
        sentence.text
        for passage in chunk_document(document)
        for sentence in passage.sentences
        if sentence.refs and sentence.text.startswith(start)
    ]


def _find_premature_days(sentence: str, as_of: dt.date) -> Iterator[dt.date]:
    """The days after ``as_of`` that a sentence describes as past."""
    for day, start in find_days(sentence):
        past = _HAS_BEEN.search(sentence[:start]) or _PAST.search(sentence)
        if day > as_of and past:
            yield day


def find_days(sentence: str) -> Iterator[tuple[dt.date, int]]:
    """The days that a sentence names, and where each begins; those of no calendar are left out."""
    for found in _DAY.finditer(sentence):
        with suppress(ValueError):
            month = _MONTHS.index(found[2]) % 12 + 1
            yield dt.date(int(found[3]), month, int(found[1])), found.start()


def _spellings(amount: Decimal) -> Iterator[str]:
    """The ways in which notes write an amount."""
    whole = f"{int(amount):,}"
    for mark in (",", " ", "\u00a0", "\u202f"):
        yield whole.replace(",", mark)
    if amount >= 1_000_000:
        millions = f"{(amount / 1_000_000).normalize():f}"
        yield f"{millions} million"
        yield f"{millions} млн"
