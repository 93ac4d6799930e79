"""What is wrong with the table of listed venues, and with the notes about them."""

from __future__ import annotations

import datetime as dt

import pytest

from indexer.documents.discover import discover
from indexer.documents.load import load_document
from indexer.lint.venue_rows import check_venues
from knowledge.compliance.listings import VENUES_FILE
from knowledge.models import Document
from knowledge.settings import BUNDLED_NOTES

TODAY = dt.date(2026, 11, 30)
TEXT = VENUES_FILE.read_text("utf-8")


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return [load_document(entry) for entry in discover([BUNDLED_NOTES]).entries]


def problems(text: str, documents: list[Document], today: dt.date = TODAY) -> list[str]:
    return [problem for _, problem in check_venues(text, documents, today)]


def test_the_bundled_table_and_its_notes_have_no_fault(documents: list[Document]) -> None:
    assert problems(TEXT, documents) == []


@pytest.mark.parametrize(
    ("line", "instead", "problem"),
    [
        ("since = 2026-05-26\n", "", "htx: listing.0.since"),
        ('aliases = ["EXMO"', 'aliases = ["huobi"', "alias 'huobi' of exmo stands twice"),
        ('ids = ["exmo"]', 'ids = ["htx"]', "id 'htx' of exmo stands twice, first in htx"),
        ('related = ["old-vector"', 'related = ["gone"', "a7a5 is related to no row gone"),
        ('slug = "exmo"', 'slug = "htx"', "slug 'htx' of htx stands twice"),
        ('note = "gb-russia', 'note = "gone-gb-russia', "which is missing"),
        ("review_after = 2026-12-24", "review_after = 2027-06-01", "more than 90 days after"),
        ("as_of = 2026-09-25", "as_of = 2026-12-25", "as_of that lies in the future"),
        ("as_of = 2026-09-25", "as_of = 2026-01-25", "htx: Value error, an act lies after as_of"),
        ("[source.lineage]", "[source.nobody]\ntitle = 'x'\npublisher = 'y'\ndate = ''\n\n"
         "[source.lineage]", "no row names the source nobody"),
    ],
)  # fmt: skip
def test_each_fault_of_a_row_is_named(
    documents: list[Document], line: str, instead: str, problem: str
) -> None:
    found = problems(TEXT.replace(line, instead, 1), documents)
    assert any(problem in one for one in found)


def test_a_note_that_differs_is_missing_or_has_no_row_is_named(documents: list[Document]) -> None:
    index = next(i for i, one in enumerate(documents) if one.head.id == "listed-htx")
    edited = documents[index].model_copy(update={"text": documents[index].text + "More.[^1]\n"})
    others = [*documents[:index], *documents[index + 1 :]]
    assert problems(TEXT, [*others, edited]) == [
        "differs from the table: python -m indexer.listings"
    ]
    assert problems(TEXT, others) == ["is missing: python -m indexer.listings"]
    stray = edited.model_copy(update={"path": "listings/listed-nobody.md"})
    assert len(problems(TEXT, [*documents, stray])) == 1
