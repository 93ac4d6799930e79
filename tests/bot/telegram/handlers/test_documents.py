"""Documents from admins: which are refused, and under which names they are stored."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from telegram import Document

from bot.telegram.handlers.documents import (
    MAX_OFFERED,
    DocumentUploads,
    _write_document,
    safe_file_name,
)
from tests.fake_telegram.server import BotApi
from tests.support.telegram_bot import ADMIN, Serve
from tests.support.telegram_updates import message_update


@pytest.fixture(autouse=True)
def nothing_sent_against_the_rules(api: BotApi) -> object:
    yield
    assert not api.violations


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
        ("_draft.md", "draft.md"),
        ("~$rules.docx", "rules.docx"),
        (" ._.rules.md", "rules.md"),
        ("__.md", "document.md"),
        ("x" * 9 + "_" * 5 + "y" * 73 + ".md", "y" * 73 + ".md"),
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


def test_documents_written_at_once_take_a_name_each(tmp_path: Path) -> None:
    bodies = [b"%d" % number for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        names = list(pool.map(lambda body: _write_document(tmp_path, "rules.md", body), bodies))
    assert len(set(names)) == 40
    assert [(tmp_path / name).read_bytes() for name in names] == bodies


class HugeFile:
    """A file of a Bot API server without a limit, offered as a small document."""

    file_name, file_size = "rules.md", 2 << 30
    downloads = 0

    async def get_file(self) -> HugeFile:
        return self

    async def download_as_bytearray(self) -> bytearray:
        self.downloads += 1
        return bytearray()


def test_a_document_that_is_too_large_is_not_downloaded(tmp_path: Path) -> None:
    huge = HugeFile()
    stored = DocumentUploads._store_document(Any, cast("Document", huge), tmp_path, "en")
    assert "at most 10 MB" in asyncio.run(stored)
    assert not huge.downloads
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("body", "folder", "said"),
    [
        (b"Rules.", "a-file", "cannot be written"),
        (b"x" * (11 << 20), "sources", "at most 10 MB"),
    ],
)
def test_a_document_that_cannot_be_kept_is_reported(
    api: BotApi, serve: Serve, tmp_path: Path, body: bytes, folder: str, said: str
) -> None:
    (tmp_path / "a-file").touch()
    admin = api.user(ADMIN)
    desk = api.private(admin)
    with serve(sources=str(tmp_path / folder)) as service:
        admin.sends_document(desk, body, "rules.txt", size=6)
        assert api.wait(lambda: desk.replies)
        admin.presses(desk.last, "Store")
        assert api.wait(lambda: len(desk.replies) == 2)
    assert said in desk.last.text
    assert service.metrics.errors == 0


def test_an_admins_document_is_kept_after_a_yes(
    api: BotApi, serve: Serve, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("sources")
    admin = api.user(ADMIN)
    desk = api.private(admin)
    with serve(sources=str(folder)):
        admin.sends_document(desk, b"Crypto rules of 2026.", "../rules of 2026.txt")
        assert api.wait(lambda: desk.replies)
        assert not list(folder.iterdir())
        admin.presses(desk.last, "Store")
        assert api.wait(lambda: len(desk.replies) == 2)
        admin.sends_document(desk, b"MZ", "virus.exe")
        assert api.wait(lambda: len(desk.replies) == 3)
    (kept,) = folder.iterdir()
    assert kept.read_bytes() == b"Crypto rules of 2026."
    assert ".." not in kept.name
    assert "I store" in desk.last.text


def test_the_documents_that_wait_for_a_decision_are_bounded(tmp_path: Path) -> None:
    async def send_text(*_: object) -> bool:
        return True

    context: Any = SimpleNamespace(
        sender=SimpleNamespace(send_text=send_text), store=SimpleNamespace(signing_key=b"k" * 32),
        conversations=SimpleNamespace(language=lambda *_: "en"),
    )  # fmt: skip
    uploads = DocumentUploads(context, tmp_path)

    async def work() -> None:
        for number in range(MAX_OFFERED + 5):
            sent = {"file_id": "f", "file_unique_id": f"{number}", "file_name": "a.md"}
            await uploads.document(message_update(number, document=sent), None)

    asyncio.run(work())
    assert list(uploads._offered) == [f"{number}" for number in range(5, MAX_OFFERED + 5)]
