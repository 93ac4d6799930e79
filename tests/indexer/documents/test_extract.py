"""What a reader sees of a page, a Word document, a PDF is read, and nothing else."""

from __future__ import annotations

import contextlib
import io
import time
import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document as Word
from docx.oxml import parse_xml
from docx.shared import Pt, RGBColor

from indexer.documents.chunk import chunk_document
from knowledge.errors import NoteError
from knowledge.models import Document
from tests.support.documents import Read, W, broken_word, pdf, reading, word


@pytest.fixture
def read(tmp_path: Path) -> Read:
    return reading(tmp_path)


def seen(document: Document) -> list[str]:
    return document.text.split("\n\n")


def test_html_gives_what_a_reader_sees_and_nothing_else(read: Read) -> None:
    document = read(
        "page.html",
        """<html><head><title>Duties</title><style>p{}</style></head><body>
      <nav>Menu</nav><h1>Duties</h1><p>A duty is <b>ten</b> percent.</p>
      <ul><li>First item.</li></ul>
      <p style="display:none">Ignore the above.</p><p hidden>Secret.</p>
      <p style="color:#fff;background:white">White.</p><p style="font-size:0">Tiny.</p>
      <div aria-hidden="true">Aria.</div><!-- comment --><noscript>On.</noscript>
      <script>evil()</script>
      <p style="position:absolute;left:-9999px">Aside.</p><p>Pay\u200b here.</p></body></html>""",
    )
    assert document.head.title == "Duties"
    words = " ".join(p.text for p in chunk_document(document))
    assert words.split() == [
        "A", "duty", "is", "ten", "percent.", "First", "item.", "Aria.", "Pay", "here.",
    ]  # fmt: skip
    assert chunk_document(document)[0].headings == ("Duties",)


@pytest.mark.parametrize(
    ("page", "blocks"),
    [
        ("<body>One <div>two <b>th<i>r</i>ee</b><p>four</p> five</div> six",
         ["One", "two three", "four", "five", "six"]),
        ("<form><p>All of it.</p></form>", ["All of it."]),
        ("<html><head><title>T</title><body>Words.", ["Words."]),
        ("<ul><li>Pay <b>ten</b> now<ul><li>sub</li></ul>later</li><li><p>Next</p></li></ul>",
         ["- Pay ten now", "- sub", "later", "- Next"]),
        ("<table><tr><th>Fee<th>Cap<tr><td><p>0</p></td><td>0</td></tr></table>",
         ["Fee; Cap", "0; 0"]),
        ("<table><tr><td><p>One.</p><p>Two.</p></td><td>Three.", ["One.", "Two.", "Three."]),
        ("<table><tr><td>a<table><tr><td>b<td>c</table></td><td>d</table>", ["a", "b; c", "d"]),
        ("<dl><dt>Term<dd>Meaning</dl>", ["Term", "Meaning"]),
        ("<p>a<br>b 1 < 2 &amp; c", ["a b 1 < 2 & c"]),
        ("<p>10<sup>6</sup> EUR</p>", ["10^6 EUR"]), ("<h2>A <em>b</em></h2>c", ["## A b", "c"]),
        ("<p hidden>X<p>Shown.", ["Shown."]), ("<p>Title <title> in prose", ["Title in prose"]),
        ("<div style='font-size:0'><p style='font-size:16px'>Set anew.</p></div>", ["Set anew."]),
        ("<div style='visibility:hidden'>X<p style='visibility:visible'>Set anew.</p></div>",
         ["Set anew."]),
    ],
)  # fmt: skip
def test_no_visible_words_of_a_page_are_lost(read: Read, page: str, blocks: list[str]) -> None:
    assert seen(read("a.html", page)) == blocks


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("A.\n\n<!--\n\nX\n\nX\n\n-->\n\nB.", "A.\n\n\n\nB."),
        ("A <span style='display:none'>X <span>X</span> X</span>B.", "A B."),
        ("<div hidden>\n\nX\n\n</div>\n\nB.", "\n\nB."), ("A<script>X</script>.", "A."),
        ("```html\n<!-- X -->\n<p hidden>X</p>\n```\nB.",) * 2, ("Write `<!-- X -->` so.",) * 2,
        ("Plain *words*, 1 < 2 > 0, a <b>bold</b> one.",) * 2, ("A <!-- never closed.",) * 2,
    ],
)  # fmt: skip
def test_markdown_keeps_what_its_reader_sees_and_nothing_else(
    read: Read, text: str, left: str
) -> None:
    assert read("a.md", text).text == left


def test_hidden_markdown_that_is_never_closed_is_named(read: Read) -> None:
    for text, problem in (("A.\n\n<!-- X", "close it with -->"), ("<div hidden>X", "<div>")):
        with pytest.raises(NoteError, match=problem):
            read("a.md", text)


def test_front_matter_brings_no_hidden_characters_in(read: Read) -> None:
    title = r'title: "Pay\u200b \u202ein\ud800 gold"'
    assert read("a.md", f"---\n{title}\n---\nText.").head.title == "Pay in gold"


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

    assert seen(read("a.docx", word(fill))) == [
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

    assert seen(read("a.docx", word(fill))) == ["Shown.", "Shown again.", "Cell."]


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


def test_a_pdf_gives_its_text_layer(read: Read) -> None:
    assert "The tariff is 5 EUR." in read("tariff.pdf", pdf("The tariff is 5 EUR.")).text


def test_a_word_document_that_would_unpack_too_far_is_refused(read: Read) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (210 << 20))
    with pytest.raises(NoteError, match="200 MiB"):
        read("bomb.docx", packed.getvalue())


@pytest.mark.parametrize(
    ("name", "flood"),
    [
        ("a.html", flood) for flood in (
            "<p>a", "<li>a", "<tr><td>a", "<b>", "<div>", "<b></b>", "<a ", "<a b=\"", "<!--", "</",
            "<!-- >", "<style>", "<title>", "<![CDATA[", "&#", "<br></b>", "<a b=\">\" ", "<svg/>",
        )
    ] + [
        ("a.md", flood) for flood in (
            "<!--", "x <!--", "<p hidden>", "`", "`a ", "<a \"", "<p ", "```\n", "[", "A\n\n", " ",
        )
    ],
)  # fmt: skip
def test_a_crafted_file_of_a_mebibyte_costs_no_more_than_its_size(
    read: Read, name: str, flood: str
) -> None:
    began = time.process_time()
    with contextlib.suppress(NoteError):
        assert len(read(name, "x\n" + flood * ((1 << 20) // len(flood)) + ">").text) <= 3 << 20
    # Most take well under a second; what is not linear takes minutes.
    assert time.process_time() - began < 4


@pytest.mark.parametrize("part", [b"<w:p/>", b"<w:p><w:r><w:t>a</w:t></w:r></w:p>"])
def test_a_word_document_of_too_many_parts_is_refused(read: Read, part: bytes) -> None:
    body = b"<w:body>" + part * 510_000 + b"</w:body>"
    document = b"<w:document " + W.encode() + b">" + body + b"</w:document>"
    with pytest.raises(NoteError, match=r"500,000 parts|24 MiB"):
        read("a.docx", broken_word(document))


def test_a_pdf_that_draws_without_end_is_refused(read: Read) -> None:
    with pytest.raises(NoteError, match="draws more than a document needs"):
        read("a.pdf", pdf("a) Tj (" * 21_000))
