"""Documents of every format, good and bad."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import os
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from conftest import note
from docx.document import Document as Word
from docx.oxml import parse_xml
from docx.shared import Pt, RGBColor
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.chunk import chunk
from indexer.discover import Entry, discover
from indexer.load import LARGEST, load, slug
from knowledge.errors import ConfigError, NoteError
from knowledge.models import Document

Read = Callable[[str, bytes | str], Document]
TODAY = dt.date(2026, 9, 1)
CHANGED = dt.date(2026, 5, 28)
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def make(name: str, content: bytes | str) -> Document:
        file = tmp_path / name
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        os.utime(file, (1_780_000_000, 1_780_000_000))
        return load(entry(file), today=TODAY)

    return make


def entry(file: Path) -> Entry:
    state = file.stat()
    return Entry(file, file.parent, file.name, state.st_size, state.st_mtime_ns)


def seen(document: Document) -> list[str]:
    return document.text.split("\n\n")


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
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< {about} >>".encode(),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size 7 /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF" % len(out)
    return out + b"xref\n0 7\n0000000000 65535 f \n" + table + end


def test_a_note_is_read_with_its_front_matter(read: Read) -> None:
    document = read("alpha.md", note("alpha", "Apples are paid in silver.[^1]"))
    assert document.head.id == "alpha"
    assert document.head.guessed == ()
    assert document.text[document.body :].startswith("Apples")


def test_what_a_file_does_not_say_is_guessed_and_marked(read: Read) -> None:
    head = read("Договор поставки.md", "# Оплата\n\nПокупатель платит в рублях.").head
    assert head.title == "Оплата"
    assert head.language == "ru"
    assert head.as_of == dt.date(2026, 5, 28)
    assert set(head.guessed) >= {"id", "title", "language", "as_of", "sources"}
    assert head.id.startswith("dogovor-postavki-")


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
    assert chunk(document)[0].text.startswith("The growing use")


def test_a_date_in_the_middle_of_a_sentence_stays_there(read: Read) -> None:
    document = read("a.txt", "The law of 26 December 2024 binds banks.")
    assert chunk(document)[0].text == "The law of 26 December 2024 binds banks."
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


def test_a_file_s_own_properties_date_it_when_they_are_not_in_the_future(read: Read) -> None:
    def dated(year: int) -> bytes:
        day = dt.datetime(year, 12, 26, tzinfo=dt.UTC)
        return word(lambda made: (made.add_paragraph("Text."),
                                  setattr(made.core_properties, "modified", day)))  # fmt: skip

    day = dt.date(2024, 12, 26)
    assert read("a.pdf", pdf("Text.", "/CreationDate (D:20241226101112Z)")).head.as_of == day
    assert read("a.docx", dated(2024)).head.as_of == day
    assert read("a.docx", dated(2030)).head.as_of == CHANGED
    for found in ("2024-12-26", "2030-01-01"):
        page = f'<meta name="date" content="{found}"><p>Text.</p>'
        assert read("a.html", page).head.as_of == (day if found < "2030" else CHANGED)


def test_the_date_of_the_library_s_template_is_not_the_document_s(read: Read) -> None:
    made = word(lambda made: made.add_paragraph("Text."))
    assert read("a.docx", made).head.as_of == CHANGED


def test_a_change_time_in_the_future_is_no_date(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"Text.")
    for when in (2_000_000_000 * 10**9, 10**30):
        head = load(Entry(file, tmp_path, "a.txt", 5, when), today=TODAY).head
        assert head.as_of is None
        assert head.sources[0].date == ""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "koi8-r"])
def test_russian_is_read_in_any_common_encoding(read: Read, encoding: str) -> None:
    text = "Российская компания платит иностранному поставщику. Банк проверяет договор поставки."
    document = read("a.txt", (text * 5).encode(encoding))
    assert "Российская компания платит" in document.text
    assert document.head.language == "ru"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Да"), ("cp1251", "Платим в USDT."), ("koi8-r", "Платим в USDT."),
        ("cp1251", "Можно ли платить поставщику из Китая?"),
        ("koi8-r", "Можно ли платить поставщику из Китая?"),
        ("cp866", "Можно ли платить поставщику из Китая?"),
        ("cp1251", "ДОГОВОР ПОСТАВКИ № 5 «Ромашка» — оплата в рублях"),
        ("cp1251", "Чи можна сплатити рахунок у криптовалюті?"), ("cp1251", "Оплата"),
        ("cp1252", "Die Zahlung über die Börse ist möglich für Käufer."),
        ("cp1252", "Le paiement est réglé à l’échéance près du siège."),
        ("utf-32", "Платим в USDT."),
    ],
)  # fmt: skip
def test_one_short_line_is_enough_to_know_its_encoding(
    read: Read, encoding: str, text: str
) -> None:
    assert read("a.txt", text.encode(encoding)).text == text


def test_a_page_s_own_word_on_its_encoding_is_believed(read: Read) -> None:
    page = '<meta charset="iso-8859-2"><p>Płatność możliwa.</p>'
    assert read("a.html", page.encode("iso-8859-2")).text == "Płatność możliwa."


def test_utf_8_with_a_broken_byte_is_refused_with_its_line(read: Read) -> None:
    with pytest.raises(NoteError, match=r"broken bytes \(line 3\); save it again"):
        read("a.txt", "Компания платит.\n".encode() * 2 + b"\xff" + "Банк ждёт.\n".encode() * 20)


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.md", b"", "is empty"), ("a.md", b" \n ", "is empty"),
        ("a.txt", b"\x00\x01\x02binary", "is binary"), ("a.txt", bytes(range(1, 9)) * 99, "binary"),
        ("a.md", "---\nid: [\n---\nText.", "not YAML"), ("a.md", "---\n- a\n---\nText.", "no list"),
        ("a.md", "---\nid: &x a\ntitle: *x\n---\nText.", "anchors"),
        ("a.md", "---\nkind: song\n---\nText.", "kind"), ("a.md", "---\nodd: 1\n---\nText.", "odd"),
        ("a.md", f"---\ntitle: {'x' * 70_000}\n---\nText.", "64 KiB"),
        ("a.md", "---\ntitle: T\n---\n\n", "no text"),
        ("a.md", '---\nid: !!int ""\n---\nText.', "tags"),
        ("a.md", "---\nid: !!timestamp x\n---\nText.", "tags"),
        ("a.md", f"---\nid: {'9' * 5000}\n---\nText.", "not YAML; correct it"),
        ("a.md", "---\n? [a]\n: b\n---\nText.", "not YAML"),
        ("a.md", "---\nas_of: 2024-13-45\n---\nText.", "as_of: Input should be a valid date"),
        ("a.md", f"---\n{'x' * 900}: 1\n---\nText.", "xxx"),
        ("a.md", f"---\n{'[' * 60_000}\n---\nText.", "nested too deeply"),
        ("a.pdf", b"%PDF-1.4 broken", "is a PDF"), ("a.pdf", pdf(""), "without text"),
        ("a.pdf", pdf("Text.")[:200], "cannot be read.*save it anew"),
        ("a.pdf", b"%PDF-1.4\n" + b"[" * 50_000, "cannot be read"),
        ("a.docx", b"PK\x03\x04 broken", "no Word document.*save it anew"),
        ("a.docx", b"\xd0\xcf\x11\xe0 old", "old .doc; save it as"),
        ("a.docx", broken_word(b"<w:document"), "no Word document.*save it anew"),
        ("a.docx", broken_word(b"<a/>"), "no Word document.*save it anew"),
        ("a.html", "<p>&#" + "9" * 5000 + ";", "no text"),
        ("a.html", "<div>" * 5000, "nested too deeply"), ("a.html", "<p hidden>x</p>", "no text"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_in_a_few_words(
    read: Read, name: str, content: bytes | str, problem: str
) -> None:
    with pytest.raises(NoteError, match=problem) as caught:
        read(name, content)
    assert len(str(caught.value)) < 200


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "huge.txt"
    with file.open("wb") as handle:
        handle.truncate(LARGEST + 1)
    with pytest.raises(NoteError, match="larger than"):
        load(entry(file))


def test_a_word_document_that_would_unpack_too_far_is_refused(read: Read) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (210 << 20))
    with pytest.raises(NoteError, match="200 MiB"):
        read("bomb.docx", packed.getvalue())


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
    words = " ".join(p.text for p in chunk(document))
    assert words.split() == [
        "A", "duty", "is", "ten", "percent.", "First", "item.", "Aria.", "Pay", "here.",
    ]  # fmt: skip
    assert chunk(document)[0].headings == ("Duties",)


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
    assert chunk(document)[0].headings == ("Contract",)
    assert "Price; EUR 5" in document.text
    assert "Ignore" not in document.text


def test_a_pdf_gives_its_text_layer(read: Read) -> None:
    assert "The tariff is 5 EUR." in read("tariff.pdf", pdf("The tariff is 5 EUR.")).text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=400) | st.text(max_size=300).map(str.encode)
    | st.text(max_size=99).map(lambda t: f"---\n{t}\n---\n{t}".encode()),
    st.sampled_from(["a.md", "a.txt", "a.html", "a.pdf", "a.docx"]),
)  # fmt: skip
def test_any_bytes_are_a_document_or_a_clear_refusal(read: Read, raw: bytes, name: str) -> None:
    try:
        document = read(name, raw)
    except NoteError:
        return
    assert document.text[document.body :].strip()


def test_files_are_found_in_order_and_links_out_of_the_folder_are_not_followed(
    tmp_path: Path,
) -> None:
    root = tmp_path / "notes"
    (root / "sub").mkdir(parents=True)
    (tmp_path / "secret.md").write_text("Secret.")
    for name in ("b.md", "a.txt", "sub/c.html", ".hidden.md", "_draft.md", "picture.png"):
        (root / name).write_text("x")
    (root / "out.md").symlink_to(tmp_path / "secret.md")
    (root / "inside.md").symlink_to(root / "b.md")
    found = discover([root])
    assert [e.name for e in found.entries] == ["a.txt", "b.md", "inside.md", "sub/c.html"]
    assert [p.path for p in found.problems] == ["out.md"]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is no folder"):
        discover([tmp_path / "nowhere"])


def test_two_folders_keep_their_names_apart(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.md").write_text("x")
    names = [e.name for e in discover([tmp_path / "one", tmp_path / "two"]).entries]
    assert names == ["a.md", "two-1/a.md"]


@pytest.mark.parametrize(
    ("name", "starts"),
    [("plain-name.md", "plain-name"), ("Два Слова.txt", "dva-slova-"), ("支付.pdf", "document-"),
     ("a/b.md", "a-b-"), ("..md", "document-")],
)  # fmt: skip
def test_ids_are_made_of_names(name: str, starts: str) -> None:
    assert slug(name).startswith(starts)
    assert slug(name) == slug(name)
