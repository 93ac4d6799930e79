"""What is wrong with the duties: a sentence that their note no longer has, a threshold it lacks."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
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
# What stands before a day that has been, and what else in a sentence says that it has.
_HAS_BEEN = re.compile(r"(?:\bsince|(?<!deadline )\bof|\bот) $")
_PAST = re.compile(r"\b(?:came|entered|was|were|took|began|вступил\w*|принят\w*)\b")


def check(
    duties: Mapping[str, Sequence[Obligation]],
    documents: Sequence[Document],
    countries: Collection[str],
) -> Iterator[tuple[str, str]]:
    """Every fault as (file, what is wrong). Each of ``countries`` must say whether one may pay."""
    by_id = {document.head.id: document for document in documents}
    for country, rows in sorted(duties.items()):
        for duty in rows:
            for problem in _problems(duty, by_id):
                yield f"reference/obligations/{country}.toml", problem
    for country in sorted(countries):
        if not any(duty.topic == "payment" for duty in duties.get(country, ())):
            yield f"reference/obligations/{country}.toml", "has no duty of the topic payment"


def _problems(duty: Obligation, documents: Mapping[str, Document]) -> Iterator[str]:
    note = documents.get(duty.note)
    if note is None:
        yield f"{duty.note!r} does not exist"
        return
    if (duty.as_of, duty.review_after) != (note.head.as_of, note.head.review_after):
        yield f"{duty.note} was reviewed: look at {duty.starts!r} again, then take over its dates"
    for key, start in ((duty.note, duty.starts), (f"{duty.note}.ru", duty.starts_ru)):
        if not start:
            continue
        found = _beginning(documents[key], start) if key in documents else []
        if len(found) != 1:
            yield f"{len(found)} sourced sentences of {key} begin with {start!r}, not one"
            continue
        if duty.amount and not any(form in found[0] for form in _written(duty.amount)):
            yield f"the threshold {duty.amount} is not in {found[0]!r}"
        for day in _told_too_early(found[0], duty.as_of):
            yield f"{key} is as of {duty.as_of} and tells of {day} as past: {found[0]!r}"


def _beginning(document: Document, start: str) -> list[str]:
    return [
        sentence.text
        for passage in chunk_document(document)
        for sentence in passage.sentences
        if sentence.refs and sentence.text.startswith(start)
    ]


def _told_too_early(sentence: str, as_of: dt.date) -> Iterator[dt.date]:
    """The days after ``as_of`` that a sentence tells of as if they had been."""
    for found in _DAY.finditer(sentence):
        day = dt.date(int(found[3]), _MONTHS.index(found[2]) % 12 + 1, int(found[1]))
        past = _HAS_BEEN.search(sentence[: found.start()]) or _PAST.search(sentence)
        if day > as_of and past:
            yield day


def _written(amount: Decimal) -> Iterator[str]:
    """An amount in the ways that notes write it."""
    whole = f"{int(amount):,}"
    for mark in (",", " ", "\u00a0", "\u202f"):
        yield whole.replace(",", mark)
    if amount >= 1_000_000:
        millions = f"{(amount / 1_000_000).normalize():f}"
        yield f"{millions} million"
        yield f"{millions} млн"
