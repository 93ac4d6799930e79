"""Notes that contradict a threshold of the obligations: another comparison or another sum."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from indexer.documents.chunk import chunk_document
from knowledge.compliance.obligations import Obligation
from knowledge.models import Document

_SUM = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:[,\u0020\u00a0\u202f]\d{3}){1,4}|\d{1,15})"
    r"( million\b| млн)?(?![\d,.]\d)"
)
_MARKS = str.maketrans("", "", ", \u00a0\u202f")
# How a sentence compares with a sum: what stands before it, with its currency, and behind it.
_ABOVE = re.compile(
    r"\b(?:above|over|exceed(?:s|ing)?|more than|свыше|выше|больше|более|превыша\w{1,5})"
    r" (?:the )?(?:[A-Z]{3} )?$",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(
    r"\b(?:from|at least|not less than|reach(?:es|ing)|от|не менее|начиная с|достига\w{1,5})"
    r" (?:the )?(?:[A-Z]{3} )?$",
    re.IGNORECASE,
)
_OR_MORE = re.compile(
    r"(?: (?!or |and |и |или )[A-Zа-яё]{1,12})?"
    r" (?:or|and|и|или) (?:more|above|over|больше|более|выше)\b",
    re.IGNORECASE,
)
_CURRENCY = re.compile(r"\b([A-Z]{3}) $")
# Characters before a sum that say how a sentence compares with it.
_BEFORE_CHARS = 30
# What a sentence says when it is about a topic that has one threshold in each place.
_TOPIC_WORDS = {
    "travel_rule": re.compile(r"\btravel.rule|\bправил\w{0,3} (?:о )?передач", re.IGNORECASE)
}


@dataclass(frozen=True)
class _Threshold:
    """A sum in a sentence; ``currency`` is a code before it, ``counts`` how it is compared."""

    amount: Decimal
    currency: str
    counts: str


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
    for threshold in _find_thresholds(sentence):
        named = f"{threshold.amount:f} {threshold.currency}".strip()
        # Russian notes name currencies by words, after the sum.
        same = [
            row
            for row in rows
            if row.amount == threshold.amount and threshold.currency in ("", row.currency)
        ]
        counts = {row.counts for row in same}
        if counts and threshold.counts not in counts:
            yield f"says {threshold.counts} {named}, the obligation {', '.join(counts)}"
        for topic, words in _TOPIC_WORDS.items():
            is_known = any(
                row.topic == topic and row.currency == threshold.currency for row in rows
            )
            if is_known and not same and words.search(sentence):
                yield f"gives {named}, which is no threshold of the obligations"


def _find_thresholds(sentence: str) -> Iterator[_Threshold]:
    """The sums that a sentence compares with something."""
    for found in _SUM.finditer(sentence):
        before = sentence[max(0, found.start() - _BEFORE_CHARS) : found.start()]
        counts = _read_comparison(before, sentence, found.end())
        if counts:
            amount = Decimal(found[1].translate(_MARKS)) * (1_000_000 if found[2] else 1)
            code = _CURRENCY.search(before)
            yield _Threshold(amount, code[1] if code else "", counts)


def _read_comparison(before: str, sentence: str, end: int) -> str:
    if _OR_MORE.match(sentence, end):
        return "at_least"
    if _ABOVE.search(before):
        return "above"
    return "at_least" if _AT_LEAST.search(before) else ""
