"""PDF files: their text layer."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.documents.extract_pdf import _unwrap_lines
from knowledge.errors import NoteError
from tests.support.documents import Read, pdf, pdf_of_pages, reading


@pytest.fixture
def read(tmp_path: Path) -> Read:
    return reading(tmp_path)


def test_a_pdf_gives_its_text_layer(read: Read) -> None:
    assert "The tariff is 5 EUR." in read("tariff.pdf", pdf("The tariff is 5 EUR.")).text


def test_a_pdf_that_draws_without_end_is_refused(read: Read) -> None:
    with pytest.raises(NoteError, match="draws more than a document needs"):
        read("a.pdf", pdf("a) Tj (" * 21_000))


SHOWN = b"BT /F1 12 Tf 72 720 Td (Text.) Tj ET\n"
# Read without being an operation: nothing else counts them.
COMMENTS = b"%" + b" " * 99 + b"\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "pages", "form"),
    [
        # A stream of 1 MiB on each page: the pages share it, and the file has few bytes.
        (SHOWN + COMMENTS * 10_400, 5, b""),
        # A form that a page draws many times, and one that few draw on each of many pages.
        (SHOWN + b"/X Do " * 50, 1, COMMENTS * 1000),
        (SHOWN + b"/X Do " * 2, 50, COMMENTS * 500),
        # Operations, of pages that share them.
        (SHOWN + b"q " * 5000, 30, b""),
    ],
)
def test_what_pages_read_together_is_bounded(
    read: Read, content: bytes, pages: int, form: bytes
) -> None:
    crafted = pdf_of_pages(content, pages, form)
    assert len(crafted) < 20_000
    with pytest.raises(NoteError, match="draws more than a document needs"):
        read("a.pdf", crafted)


def test_a_stream_unpacks_to_a_bounded_size(read: Read) -> None:
    packed = pdf_of_pages(SHOWN + b" " * (17 << 20))
    assert len(packed) < 20_000
    with pytest.raises(NoteError, match="cannot be read"):
        read("a.pdf", packed)


@pytest.mark.slow
def test_a_long_document_of_ordinary_pages_is_read(read: Read) -> None:
    lines = b"".join(b"BT 72 %d Td (A line of a contract.) Tj ET\n" % at for at in range(60))
    text = read("a.pdf", pdf_of_pages(b"/F1 12 Tf " + lines, 60)).text
    assert text.count("A line of a contract.") == 60 * 60


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
