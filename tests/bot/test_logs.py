"""The log: names and values, whole traces, and nothing in it that is anybody's secret."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import logs
from bot.question import Question
from bot.replies.reply import Reply
from tests.fake_telegram.server import BotApi
from tests.fake_telegram.webhook_call import post_update
from tests.support.assistants import FakeAssistant
from tests.support.telegram_bot import ANNA, STRANGER, Serve

TOKEN = "12345678:AAE-abcdefghijklmnopqrstuvwxyz_0123456"


@pytest.fixture
def shown() -> io.StringIO:
    """What stands on standard error."""
    return io.StringIO()


@pytest.fixture
def log(tmp_path: Path, shown: io.StringIO) -> Iterator[Path]:
    """The log's file, as the process keeps it; loggers are as before afterwards."""
    names = ("tradewind", *logs._LIBRARIES)
    before = [(n, logging.getLogger(n).handlers, logging.getLogger(n).propagate) for n in names]
    level = logging.getLogger("tradewind").level
    logs.log_to(tmp_path)
    logs.log_to_stderr(shown)
    yield tmp_path / "tradewind.log"
    for handler in logging.getLogger("tradewind").handlers:
        handler.close()
    for name, handlers, propagate in before:
        logging.getLogger(name).handlers, logging.getLogger(name).propagate = handlers, propagate
    logging.getLogger("tradewind").setLevel(level)


class Broken(FakeAssistant):
    """Fails over words which must not get into a log."""

    def answer(self, question: Question) -> Reply:
        raise ZeroDivisionError(f"over text={question.text!r} with {TOKEN}")


def test_an_error_stands_in_the_log_with_its_trace_its_reference_and_no_secret(
    api: BotApi,
    serve: Serve,
    log: Path,
    shown: io.StringIO,
) -> None:
    chat = api.private(anna := api.user(ANNA, first_name="Annabella"))
    wallet = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"
    with serve(Broken()):
        anna.says(chat, f"it's for my brother, to {wallet}")
        assert api.wait(lambda: chat.replies)
    reference = re.search(r"reference (\w{8})", chat.last.text)
    assert reference
    written = log.read_text("utf-8")
    for text in (written, shown.getvalue()):
        assert f"error {reference[1]}" in text
        assert "Traceback" in text
        assert "ZeroDivisionError" in text
        assert 'said="ready: @tradewind_test_bot, polling, access private, index gen-' in text
        for secret in (TOKEN, "AAE-", "brother", wallet, "Annabella", api.token):
            assert secret not in text
    assert "Traceback" not in chat.last.text


def test_each_line_is_names_and_values(log: Path) -> None:
    logging.getLogger("tradewind.telegram").warning('told "%s"\nand more', "no")
    (line,) = log.read_text("utf-8").splitlines()
    assert re.fullmatch(
        r"at=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} level=warning from=tradewind\.telegram"
        r' said="told \\"no\\"\\nand more"',
        line,
    )


def test_whoever_does_not_know_the_secret_of_the_webhook_leaves_nothing_in_the_log(
    api: BotApi, serve: Serve, log: Path, free_port: int
) -> None:
    api.user(STRANGER)
    url = f"http://127.0.0.1:{free_port}/hook"
    with serve(
        webhook_url=url, webhook_secret="s" * 40, webhook_listen=f"127.0.0.1:{free_port}"
    ):  # fmt: skip
        before = log.read_text("utf-8")
        assert post_update(url, b'{"update_id": 1}', "wrong-secret-of-somebody") == 403
        assert post_update(url, b'{"update_id": 1}', None) == 403
        assert log.read_text("utf-8") == before
