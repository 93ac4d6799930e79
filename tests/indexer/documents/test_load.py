"""Documents of every format, good and bad."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.documents.discover import Entry
from indexer.documents.load import MAX_BYTES, load_document, make_slug
from knowledge.errors import NoteError
from tests.support.documents import CHANGED, TODAY, Read, broken_word, entry, pdf, reading, word
from tests.support.notes import note

SIZE = 1 << 18


@pytest.fixture
def read(tmp_path: Path) -> Read:
    return reading(tmp_path)


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
        head = load_document(Entry(file, tmp_path, "a.txt", 5, when), today=TODAY).head
        assert head.as_of is None
        assert head.sources[0].date == ""


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
        handle.truncate(MAX_BYTES + 1)
    with pytest.raises(NoteError, match="larger than"):
        load_document(entry(file))


@pytest.mark.parametrize("suffix", [".md", ".pdf"])
def test_a_pipe_that_took_a_file_s_place_is_not_waited_for(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"a{suffix}"
    file.write_text("Text.")
    found = entry(file)
    file.unlink()
    os.mkfifo(file)
    with pytest.raises(NoteError, match="not a regular file"):
        load_document(found)
    file.unlink()
    file.symlink_to("/dev/zero")
    with pytest.raises(NoteError, match="not a regular file"):
        load_document(found)


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


@pytest.mark.parametrize(
    ("name", "starts"),
    [("plain-name.md", "plain-name"), ("Два Слова.txt", "dva-slova-"), ("支付.pdf", "document-"),
     ("a/b.md", "a-b-"), ("..md", "document-")],
)  # fmt: skip
def test_ids_are_made_of_names(name: str, starts: str) -> None:
    assert make_slug(name).startswith(starts)
    assert make_slug(name) == make_slug(name)


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
def test_a_crafted_file_costs_no_more_than_its_size(read: Read, name: str, flood: str) -> None:
    began = time.process_time()
    with contextlib.suppress(NoteError):
        assert len(read(name, "x\n" + flood * (SIZE // len(flood)) + ">").text) <= 3 * SIZE
    # Most take a tenth of a second; what is not linear takes minutes.
    assert time.process_time() - began < 2
