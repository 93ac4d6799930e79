"""How fresh the assistant's information is: what the base holds, and of which dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.messages import format_date, message
from bot.messages.language import Language
from bot.replies.reply import Reply, small_talk
from knowledge.index.document_columns import DocumentColumns
from knowledge.index.freshness import measure_freshness
from knowledge.index.source_record import SourceRecord
from knowledge.models import Citation
from knowledge.places.jurisdictions import place_name

# More countries are only counted.
SHOWN_PLACES = 12


def describe_freshness(documents: DocumentColumns, today: dt.date, language: Language) -> Reply:
    """How many notes there are, from when to when, on which countries, and what they rest on."""
    found = measure_freshness(documents, today)
    if not found.newest or not found.oldest:
        return small_talk(message("freshness_unknown", language, notes=found.notes), language)
    places = [f"{place_name(code, language)} {count}" for code, count in found.by_place.items()]
    shown, left = places[:SHOWN_PLACES], places[SHOWN_PLACES:]
    more = message("freshness_more", language, count=len(left)) if left else ""
    lines = [
        message(
            "freshness", language, notes=found.notes,
            newest=format_date(found.newest, language), oldest=format_date(found.oldest, language),
        ),
        message("freshness_overdue" if found.overdue else "freshness_none_overdue", language,
                count=found.overdue),
        message("freshness_places", language, places=", ".join(shown) + more) if shown else "",
        message("freshness_sources", language),
    ]  # fmt: skip
    return small_talk("\n".join(filter(None, lines)), language)


def mark_changed_sources(reply: Reply, record: SourceRecord) -> Reply:
    """The reply, its citations with the day on which their page changed after the note's date."""
    if not record.pages:
        return reply
    return reply.model_copy(
        update={
            "citations": _mark(reply.citations, record),
            "rest_citations": _mark(reply.rest_citations, record),
        }
    )


def _mark(citations: Sequence[Citation], record: SourceRecord) -> tuple[Citation, ...]:
    return tuple(
        citation.model_copy(update={"changed_on": _changed_on(citation, record)})
        for citation in citations
    )


def _changed_on(citation: Citation, record: SourceRecord) -> dt.date | None:
    if not citation.as_of:
        return None
    return record.changed_since(citation.url, dt.date.fromisoformat(citation.as_of))
