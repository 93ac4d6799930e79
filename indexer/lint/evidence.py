"""What a note rests on: how each source was seen, and sentences that name none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.documents.chunk import chunk_document
from knowledge.models import Document, Kind, Seen, SourceRef

# Sections of advice. Their sentences tell the reader what to do, so they need no source.
ADVICE = frozenset({"What to check", "Что проверить"})
MIN_STEPS = 4
_STEP = re.compile(r"^\d{1,2}[.)]\s+\S", re.MULTILINE)


def check_evidence(document: Document) -> Iterator[str]:
    """The faults of a note's sources and marks."""
    head = document.head
    for number, source in enumerate(head.sources, 1):
        yield from (f"source {number} {problem}" for problem in _check_source(source))
    if head.confidence == "high" and not any(
        source.primary and source.seen is Seen.READ for source in head.sources
    ):
        yield "has high confidence without a primary source that was read"
    yield from _check_marks(document)
    if head.kind is Kind.PLAYBOOK:
        steps = len(_STEP.findall(document.text[document.body :]))
        if steps < MIN_STEPS:
            yield f"is a playbook with {steps} numbered steps, fewer than {MIN_STEPS}"


def _check_source(source: SourceRef) -> Iterator[str]:
    if source.seen is None:
        yield "does not say how it was seen (read, excerpt, quoted, unread or own)"
    elif source.primary and source.seen in (Seen.UNREAD, Seen.OWN):
        yield "is primary, but was neither read nor quoted"
    if source.seen is Seen.OWN and source.url:
        yield "is our own and has an address"
    elif source.primary and source.seen is not Seen.OWN and not source.url:
        yield "is primary and has no address"


def _check_marks(document: Document) -> Iterator[str]:
    for passage in chunk_document(document):
        if ADVICE.isdisjoint(passage.headings):
            section = passage.headings[-1] if passage.headings else "the lead"
            for sentence in passage.sentences:
                if not sentence.refs:
                    yield f"a sentence of {section} names no source: {sentence.text[:60]!r}"
