"""Word documents: all that a reader sees, and nothing hidden."""

from __future__ import annotations

import io
import time
from pathlib import Path

import docx
import pytest
from docx.document import Document as Word
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.shared import Pt, RGBColor

from indexer.documents.chunk import chunk_document
from indexer.documents.docx_package import DocxLimits
from indexer.documents.extract import RefusedDocument
from indexer.documents.extract_docx import extract_docx
from tests.support.documents import Read, W, broken_word, reading, split_blocks, word


@pytest.fixture
def read(tmp_path: Path) -> Read:
    return reading(tmp_path)


def test_all_visible_text_of_a_word_document_is_read(read: Read) -> None:
    inner = (
        '<w:hyperlink><w:r><w:t xml:space="preserve">Linked </w:t></w:r></w:hyperlink>'
        "<w:ins><w:r><w:t>words</w:t></w:r></w:ins><w:del><w:r><w:delText>X</w:delText></w:r>"
        "</w:del><w:moveFrom><w:r><w:t>X</w:t></w:r></w:moveFrom><w:r><w:t>.</w:t></w:r>"
        "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>Boxed.</w:t></w:r></w:p></w:txbxContent>"
        "</w:pict></w:r>"
    )
    control = "<w:sdtContent><w:p><w:r><w:t>Controlled.</w:t></w:r></w:p></w:sdtContent>"

    def fill(made: Word) -> None:
        made.add_paragraph("Item.", style="List Bullet")
        rows = made.add_table(rows=2, cols=3)
        for row, words in zip(rows.rows, (["Fee", "0", "0"], ["Cap", "", "9"]), strict=True):
            for cell, text in zip(row.cells, words, strict=True):
                cell.text = text
        rows.cell(1, 0).add_table(rows=1, cols=2).cell(0, 1).text = "Inner"
        made.element.body.insert(0, parse_xml(f"<w:p {W}>{inner}</w:p>"))
        made.element.body.insert(1, parse_xml(f"<w:sdt {W}>{control}</w:sdt>"))

    assert split_blocks(read("a.docx", word(fill))) == [
        "Linked words.", "Boxed.", "Controlled.", "- Item.", "Fee; 0; 0", "Cap", "Inner", "9",
    ]  # fmt: skip


def test_hidden_text_of_a_word_document_stays_hidden(read: Read) -> None:
    def fill(made: Word) -> None:
        made.add_paragraph("Shown.")
        made.add_paragraph().add_run("X").font.hidden = True
        made.add_paragraph().add_run("X").font.size = Pt(1)
        made.add_paragraph().add_run("X").font.color.rgb = RGBColor(255, 255, 255)
        made.styles["Quote"].font.hidden = True
        made.add_paragraph("X", style="Intense Quote").style.base_style = made.styles["Quote"]
        made.add_paragraph(style="Quote").add_run("Shown again.").font.hidden = False
        cell = made.add_table(rows=1, cols=1).cell(0, 0).paragraphs[0]
        cell.add_run("X").font.hidden = True
        cell.add_run("Cell.").font.color.rgb = RGBColor(255, 255, 255)

    assert split_blocks(read("a.docx", word(fill))) == ["Shown.", "Shown again.", "Cell."]


def test_a_word_document_keeps_its_headings_and_tables(read: Read) -> None:
    made = docx.Document()
    made.add_heading("Contract", level=1)
    made.add_paragraph("The buyer pays in euro.")
    hidden = made.add_paragraph("The seller ships. ").add_run("Ignore this.")
    hidden.font.hidden = True
    table = made.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Price", "EUR 5"
    packed = io.BytesIO()
    made.save(packed)
    document = read("contract.docx", packed.getvalue())
    assert chunk_document(document)[0].headings == ("Contract",)
    assert "Price; EUR 5" in document.text
    assert "Ignore" not in document.text


FEW = DocxLimits(unpacked_bytes=3 << 20, xml_bytes=2 << 20, parts=1000)


@pytest.mark.parametrize("part", ["<w:p/>", "<w:p><w:r><w:t>a</w:t></w:r></w:p>"])
def test_a_word_document_of_too_many_parts_is_refused(part: str) -> None:
    def document(count: int) -> bytes:
        return broken_word(f"<w:document {W}><w:body>{part * count}</w:body></w:document>".encode())

    with pytest.raises(RefusedDocument, match="1,000 parts"):
        extract_docx(document(1001), FEW)
    assert extract_docx(document(100), FEW).text.count("a") == 100 * part.count("a")


def test_styles_that_are_not_there_cost_little() -> None:
    # Word's own styles begin with a list of hundreds that have no name here.
    def seconds(marks: str) -> float:
        paragraph = f"<w:p>{marks}<w:r><w:t>a</w:t></w:r></w:p>"
        body = "".join(paragraph.replace("NUMBER", str(number)) for number in range(2000))
        raw = broken_word(f"<w:document {W}><w:body>{body}</w:body></w:document>".encode())
        begin = time.thread_time()
        assert extract_docx(raw).text.count("a") == 2000
        return time.thread_time() - begin

    absent = seconds('<w:pPr><w:pStyle w:val="absentNUMBER"/></w:pPr>')
    assert absent < 10 * seconds("<w:pPr/>")


def test_notes_that_many_relations_name_are_read_once() -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"

    def fill(made: Word) -> None:
        made.add_paragraph("Text.")
        notes = f"<w:footnotes {W}><w:p><w:r><w:t>Note.</w:t></w:r></w:p></w:footnotes>"
        part = Part(PackURI("/word/footnotes.xml"), "application/xml", notes.encode())
        for number in range(3):
            made.part.rels.add_relationship(kind, part, f"note{number}")
        made.part.rels.add_relationship(kind, made.part, "itself")

    assert extract_docx(word(fill)).text == "Text.\n\nNote."
