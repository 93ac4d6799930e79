"""Notes that contradict a threshold of the obligations: another comparison or another sum."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from indexer.documents.chunk import chunk_document
from indexer.lint.amount_spellings import spell_amount
from knowledge.compliance.obligations import Obligation
from knowledge.models import Document

# How a sentence compares with the sum that follows, or that stands before.
_ABOVE = r"(?:above|over|exceed(?:s|ing)?|more than|свыше|выше|больше|более|превыша\w+)"
_AT_LEAST = r"(?:from|at least|not less than|reach(?:es|ing)|от|не менее|начиная с|достига\w+)"
_OR_MORE = r"(?:or|and|и|или) (?:more|above|over|больше|более|выше)"
_THRESHOLD = re.compile(
    rf"(?P<before>\b(?:{_ABOVE}|{_AT_LEAST}) (?:the )?)?"
    r"\b(?P<currency>[A-Z]{3}) (?P<sum>\d{1,3}(?:,\d{3}){1,4}|\d{1,15})(?P<million> million)?"
    rf"(?P<after> {_OR_MORE}\b)?"
)
# The English phrases and the Russian ones for the topics that have one threshold a place.
_TOPIC_WORDS = {"travel_rule": re.compile(r"travel.rule|правил\w+ (?:о )?передач", re.IGNORECASE)}


def check_thresholds(
    obligations: Mapping[str, Sequence[Obligation]], documents: Sequence[Document]
) -> Iterator[tuple[str, str]]:
    """Every sentence that contradicts a threshold of its country, as (file, what is wrong)."""
    for document in documents:
        rows = [
            row
            for place in document.head.jurisdictions
            for row in obligations.get(place, ())
            if row.amount
        ]
        if rows:
            for passage in chunk_document(document):
                for sentence in passage.sentences:
                    for problem in _find_contradictions(sentence.text, rows):
                        yield document.path, f"{problem}: {sentence.text!r}"


def _find_contradictions(sentence: str, rows: Sequence[Obligation]) -> Iterator[str]:
    for row in rows:
        same = {each.counts for each in rows if _key(each) == _key(row)}
        said = _comparison(sentence, row)
        if said and said not in same:
            yield f"says {said} {row.amount} {row.currency}, the obligation {row.counts}"
    for topic, words in _TOPIC_WORDS.items():
        thresholds = {_key(row) for row in rows if row.topic == topic}
        if words.search(sentence):
            for currency, amount in _find_thresholds(sentence):
                known = currency in {each for each, _ in thresholds}
                if known and (currency, amount) not in thresholds:
                    yield f"gives {amount:f} {currency}, which is no threshold of the obligations"


def _key(row: Obligation) -> tuple[str, Decimal | None]:
    return row.currency, row.amount


def _comparison(sentence: str, row: Obligation) -> str:
    """How a sentence compares with the sum of an obligation; "" where it does not."""
    assert row.amount is not None
    forms = "|".join(re.escape(form) for form in spell_amount(row.amount))
    amount = rf"(?:{row.currency} )?(?<![\d,.])(?:{forms})(?![\d,.]\d)"
    unit = rf"(?: {row.currency}| (?!{_OR_MORE})[а-яё]+)?"
    if re.search(rf"{amount}{unit} {_OR_MORE}\b", sentence, re.IGNORECASE):
        return "at_least"
    if re.search(rf"\b{_ABOVE} (?:the )?{amount}", sentence, re.IGNORECASE):
        return "above"
    if re.search(rf"\b{_AT_LEAST} {amount}", sentence, re.IGNORECASE):
        return "at_least"
    return ""


def _find_thresholds(sentence: str) -> Iterator[tuple[str, Decimal]]:
    """The sums that an English sentence uses as thresholds, each with its currency."""
    for found in _THRESHOLD.finditer(sentence):
        if found["before"] or found["after"]:
            amount = Decimal(found["sum"].replace(",", ""))
            yield found["currency"], amount * 1_000_000 if found["million"] else amount
