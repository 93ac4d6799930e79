"""PDF files: their text layer."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.documents.extract_pdf import _unwrap_lines
from knowledge.errors import NoteError
from tests.support.documents import Read, pdf, reading


@pytest.fixture
def read(tmp_path: Path) -> Read:
    return reading(tmp_path)


def test_a_pdf_gives_its_text_layer(read: Read) -> None:
    assert "The tariff is 5 EUR." in read("tariff.pdf", pdf("The tariff is 5 EUR.")).text


def test_a_pdf_that_draws_without_end_is_refused(read: Read) -> None:
    with pytest.raises(NoteError, match="draws more than a document needs"):
        read("a.pdf", pdf("a) Tj (" * 21_000))


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("A sentence goes\non here.", "A sentence goes on here."),
        ("It ends.\nAnother begins.", "It ends.\nAnother begins."),
        ("Pay-\nment is due.", "Payment is due."),
        ("Part one\n\nPart two", "Part one\n\nPart two"),
        ("A line \t\nof text", "A line of text"),
    ],
)
def test_lines_are_joined_into_paragraphs(page: str, text: str) -> None:
    assert _unwrap_lines(page) == text
