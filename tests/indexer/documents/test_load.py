"""Documents of every format, good and bad."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.documents.chunk import chunk_document
from indexer.documents.discover import Entry
from indexer.documents.load import LARGEST, load_document, slug
from knowledge.errors import NoteError
from tests.support.documents import TODAY, Read, broken_word, entry, pdf, reading, word
from tests.support.notes import note

CHANGED = dt.date(2026, 5, 28)


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
    assert chunk_document(document)[0].text.startswith("The growing use")


def test_a_date_in_the_middle_of_a_sentence_stays_there(read: Read) -> None:
    document = read("a.txt", "The law of 26 December 2024 binds banks.")
    assert chunk_document(document)[0].text == "The law of 26 December 2024 binds banks."
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
        head = load_document(Entry(file, tmp_path, "a.txt", 5, when), today=TODAY).head
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
        load_document(entry(file))


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
    assert slug(name).startswith(starts)
    assert slug(name) == slug(name)
