"""What is said of the base's age, and of sources that changed since a note was written."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from bot.answers.freshness import SHOWN_PLACES, describe_freshness, mark_changed_sources
from bot.messages.language import Language
from bot.render.plain_text import render_text
from bot.replies.reply import Reply, ReplyKind
from knowledge.index.document_columns import DocumentColumns, build_columns
from knowledge.index.source_record import PageState, SourceRecord
from knowledge.models import Citation

TODAY = dt.date(2026, 11, 30)
CODES = ("AE", "BR", "BY", "CN", "DE", "GB", "GE", "HK", "IN", "JP", "KZ", "RU", "TR", "US")


def columns(*places: str, as_of: str | None = "2026-09-01") -> DocumentColumns:
    return build_columns([
        (f"{place}-{number}", json.dumps({
            "id": f"{place}-{number}", "language": "en", "translation_of": None, "supersedes": [],
            "asks": [], "jurisdictions": [place], "as_of": as_of, "review_after": "2026-11-01",
        }))
        for number, place in enumerate(places)
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", ("My 2 notes", "1 September 2026", "2 of them are due", "Türkiye 2")),
     ("ru", ("2", "1 сентября 2026", "Срок проверки", "Турция 2"))],
)  # fmt: skip
def test_dates_reviews_and_countries_are_said_in_both_languages(
    language: Language, said: tuple[str, ...]
) -> None:
    reply = describe_freshness(columns("TR", "TR"), TODAY, language)
    assert all(words in reply.opening for words in said)


def test_only_the_countries_with_most_notes_are_named() -> None:
    reply = describe_freshness(columns(*CODES), TODAY, "en")
    assert f"and {len(CODES) - SHOWN_PLACES} more." in reply.opening


def test_a_base_without_dates_does_not_guess_how_fresh_it_is() -> None:
    reply = describe_freshness(columns("TR", as_of=None), TODAY, "en")
    assert reply.opening.startswith("My 1 notes bear no dates")


def test_a_citation_says_that_its_source_changed_after_the_note_was_written() -> None:
    def cited(as_of: str) -> Reply:
        citation = Citation(
            n=1, source_id="note", passage_id="note#1", title="Law 42", publisher="Parliament",
            url="https://law.example", date="2026-01-01", as_of=as_of, language="en", quote="Q",
            start=0, end=1,
        )  # fmt: skip
        return Reply(kind=ReplyKind.ANSWER, language="en", citations=(citation,))

    page = PageState(checked_on=TODAY, changed_on=dt.date(2026, 10, 5))
    record = SourceRecord(pages={"https://law.example": page})
    shown = render_text(mark_changed_sources(cited("2026-09-01"), record))
    assert "changed on 5 October 2026 and not read again since" in shown
    for reply in (cited("2026-10-05"), cited("")):
        assert mark_changed_sources(reply, record).citations == reply.citations
    assert mark_changed_sources(cited("2026-09-01"), SourceRecord()).citations[0].changed_on is None
