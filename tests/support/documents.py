"""Documents of the formats that are read, made for a test."""

from __future__ import annotations

import datetime as dt
import io
import os
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import docx
from docx.document import Document as Word

from indexer.documents.discover import Entry
from indexer.documents.load import load_document
from knowledge.models import Document

Read = Callable[[str, bytes | str], Document]
TODAY = dt.date(2026, 9, 1)
# The day on which the files of these tests were changed last.
CHANGED = dt.date(2026, 5, 28)
# The name space of a Word document's elements.
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def reading(folder: Path) -> Read:
    """A function that reads a document of this name and content, made in a folder."""

    def read(name: str, content: bytes | str) -> Document:
        file = folder / name
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        os.utime(file, (1_780_000_000, 1_780_000_000))
        return load_document(entry(file), today=TODAY)

    return read


def entry(file: Path) -> Entry:
    state = file.stat()
    return Entry(file, file.parent, file.name, state.st_size, state.st_mtime_ns)


def word(fill: Callable[[Word], object]) -> bytes:
    """A Word document after ``fill`` has written into it."""
    made = docx.Document()
    fill(made)
    packed = io.BytesIO()
    made.save(packed)
    return packed.getvalue()


def broken_word(document: bytes) -> bytes:
    """A Word document whose main part is other than it should be."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(word(lambda made: made.add_paragraph("x")))) as good,
        zipfile.ZipFile(packed, "w") as bad,
    ):
        for name in good.namelist():
            bad.writestr(name, document if name == "word/document.xml" else good.read(name))
    return packed.getvalue()


def pdf(text: str, about: str = "") -> bytes:
    """A one-page PDF that shows a text, written by hand; ``about`` is its information."""
    return pdf_of_pages(f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode(), about=about)


def pdf_of_pages(content: bytes, pages: int = 1, form: bytes = b"", about: str = "") -> bytes:
    """A PDF whose pages share one compressed stream, which may draw ``/X``, the form."""
    kids = b" ".join(b"%d 0 R" % (7 + number) for number in range(pages))
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 3 0 R"
        b" /Resources << /Font << /F1 4 0 R >> /XObject << /X 5 0 R >> >> >>"
    )
    drawn = b"/Type /XObject /Subtype /Form /BBox [0 0 1 1] /Resources << /Font << /F1 4 0 R >> >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages),
        _pdf_stream(content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        _pdf_stream(form, drawn),
        f"<< {about} >>".encode(),
        *[page] * pages,
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer << /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        size,
        len(out),
    )
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + end


def _pdf_stream(content: bytes, fields: bytes = b"") -> bytes:
    packed = zlib.compress(content, 9)
    head = b"<< /Length %d /Filter /FlateDecode %s >>" % (len(packed), fields)
    return b"%s\nstream\n%s\nendstream" % (head, packed)


def split_blocks(document: Document) -> list[str]:
    """The blocks of a document's text."""
    return document.text.split("\n\n")
