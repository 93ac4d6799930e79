"""Text out of PDF files."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from indexer.documents.extract import Extract, RefusedDocument

if TYPE_CHECKING:
    from indexer.documents.metered_pdf import StreamMeter

MAX_PAGES = 5_000
# A page of a contract reads 5 to 20 KiB of text, marks and fonts; a map of a country some 2 MiB.
MAX_PAGE_BYTES = 4 << 20
# Of all pages together, in proportion to the file: streams are compressed to about a sixth, and
# fonts are read anew on each page. A file made to be slow takes 3 s for each MiB.
MIN_STREAM_BYTES, MAX_STREAM_BYTES = 4 << 20, 64 << 20
STREAM_BYTES_PER_FILE_BYTE = 16
# One stream once it is unpacked; fonts and tables of objects are larger than pages.
MAX_UNPACKED_BYTES = 16 << 20
# Operators of all pages, those of a form each time that it is drawn; texts of one page.
MAX_OPERATIONS, MAX_SHOWN_TEXTS = 100_000, 20_000
_CONFIGURATION = {
    f"{stream}_maximum_output_length": MAX_UNPACKED_BYTES
    for stream in ("array_based_stream", "brotli", "lzw", "run_length", "zlib")
}


def extract_pdf(raw: bytes) -> Extract:
    """The text layer of a PDF; ValueError when there is none, or it is locked or broken."""
    import logging

    import pypdf

    from indexer.documents.metered_pdf import MeteredReader, StreamMeter

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    proportional = max(MIN_STREAM_BYTES, STREAM_BYTES_PER_FILE_BYTE * len(raw))
    meter = StreamMeter(min(proportional, MAX_STREAM_BYTES), MAX_PAGE_BYTES)
    try:
        with pypdf.apply_configuration(None, **_CONFIGURATION):
            reader = MeteredReader(raw, meter)
            if reader.is_encrypted and not reader.decrypt(""):
                raise RefusedDocument("is a PDF locked with a password; save it without one")
            text = "\n\n".join(_extract_pages(reader, meter, MAX_OPERATIONS + len(raw) // 2))
    except (RefusedDocument, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 (a parser of foreign bytes)
        problem = f"is a PDF that cannot be read ({type(error).__name__}); save it anew"
        raise ValueError(problem) from None
    if not text.strip():
        raise ValueError("is a PDF without text: it needs text recognition first")
    title, made = "", None
    # What a PDF says of itself is often malformed, and no reason to refuse its text.
    with contextlib.suppress(Exception):
        title = str((reader.metadata and reader.metadata.title) or "").strip()
    with contextlib.suppress(Exception):
        said = str(reader.metadata and reader.metadata.get("/CreationDate"))
        day = re.match(r"D:(\d{4})(\d\d)(\d\d)", said)
        made = dt.date(int(day[1]), int(day[2]), int(day[3])) if day else None
    return Extract(text, title, made)


def _extract_pages(reader: Any, meter: StreamMeter, allowed: int) -> Iterator[str]:
    """The text of each page; a file made to draw without end is refused."""
    done = shown = 0

    def count(operator: bytes, *_: object) -> None:
        nonlocal done, shown
        done, shown = done + 1, shown + (operator in (b"Tj", b"TJ", b"'", b'"'))
        check()

    def check() -> None:
        meter.check()
        if done > allowed or shown > MAX_SHOWN_TEXTS:
            raise RefusedDocument("is a PDF that draws more than a document needs; save it as text")

    if len(reader.pages) > MAX_PAGES:
        raise RefusedDocument(f"is a PDF of more than {MAX_PAGES:,} pages; split it")
    for page in reader.pages:
        shown = 0
        meter.start_page()
        text = page.extract_text(visitor_operand_before=count) or ""
        # The parser goes on where a form that is drawn raises an error.
        check()
        yield _unwrap_lines(text)


def _unwrap_lines(page: str) -> str:
    """A page's lines joined into paragraphs, words cut at a line's end made whole."""
    page = "\n".join(line.rstrip(" \t") for line in page.split("\n"))
    page = re.sub(r"(?<=\w)-\n(?=[a-zа-яё])", "", page)
    return re.sub(r"(?<![.!?:;\n])\n(?=[^\n])", " ", page)
