"""Sentences of notes that date a listing otherwise than the table of listed venues does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from indexer.documents.chunk import chunk_document
from indexer.lint.obligation_rows import find_days
from knowledge.compliance.listings import ListingTable
from knowledge.models import Document, Kind

# What a sentence says that tells of a listing; others may date whatever they like.
_LISTING = re.compile(
    r"\b(?:listed|lists|designated|sanctioned|sanctions list|(?:US|UK|EU|SDN) list)\b"
    r"|вн[её]с|включил|в списк",
    re.IGNORECASE,
)


def check_listing_days(
    table: ListingTable, documents: Sequence[Document]
) -> Iterator[tuple[str, str]]:
    """Each day in a sentence on a listing that no act of the venues it names bears."""
    for document in documents:
        if document.head.kind is Kind.LISTING or not table.find(document.text):
            continue
        for passage in chunk_document(document):
            for sentence in passage.sentences:
                if _LISTING.search(sentence.text):
                    for problem in _check_sentence(table, sentence.text):
                        yield document.path, problem


def _check_sentence(table: ListingTable, text: str) -> Iterator[str]:
    venues = table.find(text)
    known = {day for venue in venues for day in table.days_of(venue)}
    for day, _ in find_days(text):
        if venues and day not in known:
            names = ", ".join(venue.name for venue in venues)
            yield f"our table of venues has no act of {day} for {names}: {text!r}"
