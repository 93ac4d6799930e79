"""Text out of PDF files."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import re
from collections.abc import Iterator
from typing import Any

from indexer.documents.extract import Extract, RefusedDocument

MAX_PAGES = 5_000
MAX_PAGE_BYTES = 2 << 20
MAX_OPERATIONS, MAX_SHOWN_TEXTS = 100_000, 20_000


def extract_pdf(raw: bytes) -> Extract:
    """The text layer of a PDF; ValueError when there is none, or it is locked or broken."""
    import logging

    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise RefusedDocument("is a PDF locked with a password; save it without one")
        text = "\n\n".join(_extract_pages(reader, MAX_OPERATIONS + len(raw) // 2))
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


def _extract_pages(reader: Any, allowed: int) -> Iterator[str]:
    """The text of each page; a file made to draw without end is refused."""
    too_much = RefusedDocument("is a PDF that draws more than a document needs; save it as text")
    done = shown = 0

    def count(operator: bytes, *_: object) -> None:
        nonlocal done, shown
        done, shown = done + 1, shown + (operator in (b"Tj", b"TJ", b"'", b'"'))
        if done > allowed or shown > MAX_SHOWN_TEXTS:
            raise too_much

    if len(reader.pages) > MAX_PAGES:
        raise RefusedDocument(f"is a PDF of more than {MAX_PAGES:,} pages; split it")
    for page in reader.pages:
        contents, shown = page.get_contents(), 0
        if contents is not None and len(contents.get_data()) > MAX_PAGE_BYTES:
            raise too_much
        yield _unwrap_lines(page.extract_text(visitor_operand_before=count) or "")


def _unwrap_lines(page: str) -> str:
    """A page's lines joined into paragraphs, words cut at a line's end made whole."""
    page = "\n".join(line.rstrip(" \t") for line in page.split("\n"))
    page = re.sub(r"(?<=\w)-\n(?=[a-zа-яё])", "", page)
    return re.sub(r"(?<![.!?:;\n])\n(?=[^\n])", " ", page)
