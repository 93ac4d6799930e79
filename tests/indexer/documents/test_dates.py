"""The date that a text states near its front."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from indexer.documents.chunk import chunk_document
from indexer.documents.dates import parse_date_at
from tests.support.documents import CHANGED, Read, reading


@pytest.fixture
def read(tmp_path: Path) -> Read:
    return reading(tmp_path)


@pytest.mark.parametrize(
    "opening",
    [
        " date 2024-12-26 The growing use of coins.", "2024-12-26. The growing use of coins.",
        "26 December 2024 - The growing use of coins.",
        "Дата: 26 декабря 2024 г. The growing use of coins.",
        "Published on Dec. 26, 2024. The growing use of coins.",
        "December 26, 2024: The growing use of coins.",
    ],
)  # fmt: skip
def test_a_date_that_runs_into_the_text_is_taken_out_of_it(read: Read, opening: str) -> None:
    document = read("article.txt", opening + "\n\nMore of it follows here.")
    assert document.head.as_of == dt.date(2024, 12, 26)
    assert chunk_document(document)[0].text.startswith("The growing use")


def test_a_date_in_the_middle_of_a_sentence_stays_there(read: Read) -> None:
    document = read("a.txt", "The law of 26 December 2024 binds banks.")
    assert chunk_document(document)[0].text == "The law of 26 December 2024 binds banks."
    assert document.head.as_of == CHANGED


@pytest.mark.parametrize(
    "text",
    [
        "26 December 2024 is the day it begins.", "Text.\n\n" * 20 + "2024-12-26",
        "2024-13-45 Text.", "03.04.2024 Text.", "04/03/2024 Text.", "Marketing 5, 2024 Text.",
        "12 apples 2024 Text.", "2026-09-02 Text.", "Updated: 1 January 2030\n\nText.",
        "30 February 2024. Text.",
        "Title\n\nBy the law passed on\n26 December 2024 banks must pay.",
    ],
)  # fmt: skip
def test_an_uncertain_or_future_date_is_not_the_document_s(read: Read, text: str) -> None:
    document = read("a.txt", text)
    assert document.head.as_of == CHANGED
    assert "as_of" in document.head.guessed
    assert document.text[document.body :] == text


@pytest.mark.parametrize(
    "line",
    ["2024-12-26", "Date: 2024-12-26T10:00:00Z", "**Дата публикации:** 26 декабря 2024 г.",
     "Last updated on 26th Dec 2024.", "По состоянию на 26 дек. 2024"],
)  # fmt: skip
def test_a_date_on_a_line_of_its_own_near_the_front_is_the_document_s(
    read: Read, line: str
) -> None:
    head = read("a.md", f"# Title\n\n{line}\n\nText of 2 May 2019.").head
    assert head.as_of == dt.date(2024, 12, 26)
    assert {"as_of", "sources"} <= set(head.guessed)


@pytest.mark.parametrize(
    ("text", "date"),
    [("2024-02-29", dt.date(2024, 2, 29)),
     ("2023-02-29", None), ("1 Sept 2026", dt.date(2026, 9, 1)),
     ("3 марта 2025", dt.date(2025, 3, 3)), ("May 5th, 2025", dt.date(2025, 5, 5)),
     ("03.04.2024", None), ("5 apples 2024", None), ("", None)],
)  # fmt: skip
def test_only_dates_that_cannot_be_misread_are_read(text: str, date: dt.date | None) -> None:
    found = parse_date_at(text)
    assert (found and found[0]) == date
    assert found is None or found[1] == len(text)
