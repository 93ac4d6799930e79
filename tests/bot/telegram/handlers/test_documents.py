"""Documents from admins: which are refused, and under which names they are stored."""

from __future__ import annotations

from pathlib import Path

import pytest
from telegram import Document

from bot.telegram.handlers.documents import _write_document, safe_file_name


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("rules.md", "rules.md"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("a:b*c?.pdf", "a_b_c_.pdf"),
        ("правила 2026.docx", "правила 2026.docx"),
        (".hidden.md", "hidden.md"),
        ("...", "document.txt"),
        (None, "document.txt"),
        ("x" * 200 + ".html", "x" * 75 + ".html"),
    ],
)
def test_a_document_is_stored_under_a_plain_name(given: str | None, stored: str) -> None:
    assert safe_file_name(Document("f", "u", file_name=given)) == stored


def test_a_name_that_is_taken_gets_a_number_and_nothing_is_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "sources"
    names = [_write_document(folder, "rules.md", body) for body in (b"one", b"two", b"three")]
    assert names == ["rules.md", "rules-2.md", "rules-3.md"]
    assert [(folder / name).read_bytes() for name in names] == [b"one", b"two", b"three"]
    assert len(list(folder.iterdir())) == 3
