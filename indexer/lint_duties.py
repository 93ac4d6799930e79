"""What is wrong with the duties: a sentence that their note no longer has, a threshold it lacks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal

from indexer.chunk import chunk
from knowledge.compliance.duties import Duty
from knowledge.models import Document


def check(
    duties: Mapping[str, Sequence[Duty]], documents: Sequence[Document], countries: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Every fault as (file, what is wrong). Each of ``countries`` must say whether one may pay."""
    by_id = {document.head.id: document for document in documents}
    for country, rows in sorted(duties.items()):
        for duty in rows:
            for problem in _problems(duty, by_id):
                yield f"reference/duties/{country}.toml", problem
    for country in sorted(countries):
        if not any(duty.topic == "payment" for duty in duties.get(country, ())):
            yield f"reference/duties/{country}.toml", "has no duty of the topic payment"


def _problems(duty: Duty, documents: Mapping[str, Document]) -> Iterator[str]:
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
        elif duty.amount and not any(form in found[0] for form in _written(duty.amount)):
            yield f"the threshold {duty.amount} is not in {found[0]!r}"


def _beginning(document: Document, start: str) -> list[str]:
    return [
        sentence.text
        for passage in chunk(document)
        for sentence in passage.sentences
        if sentence.refs and sentence.text.startswith(start)
    ]


def _written(amount: Decimal) -> Iterator[str]:
    """An amount in the ways that notes write it."""
    whole = f"{int(amount):,}"
    for mark in (",", " ", "\u00a0", "\u202f"):
        yield whole.replace(",", mark)
    if amount >= 1_000_000:
        millions = f"{(amount / 1_000_000).normalize():f}"
        yield f"{millions} million"
        yield f"{millions} млн"
