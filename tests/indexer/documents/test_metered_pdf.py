"""Streams of a PDF: each is counted whenever it is read."""

from __future__ import annotations

import pytest

from indexer.documents.extract import RefusedDocument
from indexer.documents.metered_pdf import MeteredReader, StreamMeter
from tests.support.documents import pdf_of_pages

CONTENT = b"BT /F1 12 Tf (Text.) Tj ET /X Do /X Do"
FORM = b"% a form of no text"


def read_pages(meter: StreamMeter, pages: int) -> int:
    reader = MeteredReader(pdf_of_pages(CONTENT, pages, FORM), meter)
    for number, page in enumerate(reader.pages):
        meter.start_page()
        try:
            page.extract_text()
            meter.check()
        except RefusedDocument:
            return number
    return pages


def test_a_shared_stream_counts_on_each_page_and_a_form_each_time_it_is_drawn() -> None:
    size = len(CONTENT) + 2 * len(FORM)
    assert read_pages(StreamMeter(3 * size, size), 4) == 3
    assert read_pages(StreamMeter(4 * size, size), 4) == 4
    assert read_pages(StreamMeter(4 * size, size - 1), 4) == 0


def test_a_meter_that_is_spent_stays_so() -> None:
    meter = StreamMeter(10, 10)
    for size in (11, 0):
        with pytest.raises(RefusedDocument):
            meter.count(size)
    meter.start_page()
    with pytest.raises(RefusedDocument):
        meter.check()
