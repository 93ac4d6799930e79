"""Notes that should be read against their sources again, those with most at stake first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge.compliance.obligations import Obligation
from knowledge.index.source_record import SourceRecord
from knowledge.models import Document, Kind

_ADVICE_KINDS = frozenset({Kind.REGULATION, Kind.PLAYBOOK, Kind.LISTING})


@dataclass(frozen=True)
class DueNote:
    """A note to be read again, why, and what is at stake.

    ``stakes``: 3 when a brief quotes it on whether one may pay, or a threshold of it; 2 when a
    brief quotes it otherwise; 1 for rules, playbooks and listings; 0 for all others.
    """

    id: str
    title: str
    stakes: int
    review_after: dt.date | None
    reasons: tuple[str, ...]


def find_due_notes(
    documents: Sequence[Document],
    obligations: Mapping[str, Sequence[Obligation]],
    record: SourceRecord,
    until: dt.date,
) -> list[DueNote]:
    """Originals whose review falls on or before ``until`` or whose sources changed, in order.

    A translation is reviewed with its original.
    """
    rows: dict[str, list[Obligation]] = {}
    for each in obligations.values():
        for row in each:
            rows.setdefault(row.note, []).append(row)
    found = []
    for document in documents:
        head = document.head
        reasons = () if head.translation_of else tuple(_find_reasons(document, record, until))
        if reasons:
            stakes = _rate_stakes(document, rows.get(head.id, ()))
            found.append(DueNote(head.id, head.title, stakes, head.review_after, reasons))
    return sorted(found, key=lambda due: (-due.stakes, due.review_after or dt.date.min, due.id))


def _find_reasons(document: Document, record: SourceRecord, until: dt.date) -> Iterator[str]:
    head = document.head
    if head.review_after is None:
        yield "has no date of review"
    elif head.review_after <= until:
        yield f"to be reviewed by {head.review_after}"
    for source in head.sources:
        changed = record.changed_since(source.url, head.as_of) if head.as_of else None
        if changed:
            yield f"{source.url} changed or went on {changed}"


def _rate_stakes(document: Document, rows: Sequence[Obligation]) -> int:
    if any(row.topic == "payment" or row.amount for row in rows):
        return 3
    return 2 if rows else int(document.head.kind in _ADVICE_KINDS)
