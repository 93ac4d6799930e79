"""Documents of every format, good and bad."""

from __future__ import annotations

import datetime as dt
import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from conftest import note
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.chunk import chunk
from indexer.discover import Entry, discover
from indexer.load import LARGEST, load, slug
from indexer.visible import visible
from knowledge.errors import ConfigError, NoteError
from knowledge.models import Document

Read = Callable[[str, bytes | str], Document]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def make(name: str, content: bytes | str) -> Document:
        file = tmp_path / name
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        os.utime(file, (1_780_000_000, 1_780_000_000))
        return load(entry(file))

    return make


def entry(file: Path) -> Entry:
    state = file.stat()
    return Entry(file, file.parent, file.name, state.st_size, state.st_mtime_ns)


def pdf(text: str) -> bytes:
    """A one-page PDF that shows a text, written by hand."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(out)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + end


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
        "Дата: 26.12.2024 The growing use of coins.",
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


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "koi8-r"])
def test_russian_is_read_in_any_common_encoding(read: Read, encoding: str) -> None:
    text = "Российская компания платит иностранному поставщику. Банк проверяет договор поставки."
    document = read("a.txt", (text * 5).encode(encoding))
    assert "Российская компания платит" in document.text
    assert document.head.language == "ru"


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
        ("a.pdf", b"%PDF-1.4 broken", "is a PDF"), ("a.pdf", pdf(""), "without text"),
        ("a.docx", b"PK\x03\x04 broken", "no Word document"),
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
      <div aria-hidden="true">Aria.</div><!-- comment -->
      <script>evil()</script>
      <p style="position:absolute;left:-9999px">Aside.</p><p>Pay\u200b here.</p></body></html>""",
    )
    assert document.head.title == "Duties"
    words = " ".join(p.text for p in chunk(document))
    assert words.split() == ["A", "duty", "is", "ten", "percent.", "First", "item.", "Pay", "here."]
    assert chunk(document)[0].headings == ("Duties",)


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


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("pay\u200bment", "payment"), ("a\u202eb\u2066c", "abc"), ("so\u00adft", "soft"),
        ("x\U000e0041\U000e0042y", "xy"), ("line\r\nend\rx", "line\nend\nx"), ("a\u00a0b", "a b"),
        ("می\u200cخواهم", "می\u200cخواهم"), ("flag\ufe0f", "flag"), ("\x1b[31mred", "[31mred"),
    ],
)  # fmt: skip
def test_what_cannot_be_seen_is_taken_out(text: str, seen: str) -> None:
    assert visible(text) == seen


@given(st.text(max_size=300))
def test_seeing_twice_changes_nothing(text: str) -> None:
    assert visible(visible(text)) == visible(text)


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
