"""Texts in any encoding."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.errors import NoteError
from tests.support.documents import Read, reading


@pytest.fixture
def read(tmp_path: Path) -> Read:
    return reading(tmp_path)


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
