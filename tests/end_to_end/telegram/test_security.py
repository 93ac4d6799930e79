"""Hostile titles, addresses and words: they are shown as they are, and lead nowhere."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.question import Question
from bot.replies.reply import Reply
from bot.session import Sessions
from knowledge.library import Library
from tests.fake_telegram.actions import press, say
from tests.fake_telegram.chats import Chat, Json, Message
from tests.fake_telegram.server import BotApi
from tests.fake_telegram.webhook_call import post_update
from tests.support.assistants import FakeAssistant
from tests.support.encoders import WordEncoder
from tests.support.index import MakeIndex
from tests.support.log_files import logging_to
from tests.support.notes import note
from tests.support.telegram_bot import ANNA, STRANGER, Serve

TOKEN = "12345678:AAE-abcdefghijklmnopqrstuvwxyz_0123456"


@pytest.fixture
def shown() -> io.StringIO:
    """What stands on standard error."""
    return io.StringIO()


@pytest.fixture
def log(tmp_path: Path, shown: io.StringIO) -> Iterator[Path]:
    """The log's file, as the process keeps it."""
    with logging_to(tmp_path, shown) as file:
        yield file


class Broken(FakeAssistant):
    """Fails over words which must not get into a log."""

    def answer(self, question: Question) -> Reply:
        raise ZeroDivisionError(f"over text={question.text!r} with {TOKEN}")


QUESTION = "Can I pay my Turkish supplier in USDT?"

SHOWN = "<b>A law</b> _of_ *pay* `now` [here](tg://user?id=1) &lt;"

UNSEEN = "\u202eevil\u2066\u200b\u200d\u061c\ufeff\u00ad\U000e0041"

GOOD, BROKEN = "https://law.example/1?a=b&c=[1]", "https://[bad"


def source(title: str, url: str) -> Json:
    return {"title": title, "publisher": f"A state\n\n{UNSEEN}", "url": url,
            "date": "2026-01-02", "primary": True}  # fmt: skip


@pytest.fixture
def assistant(make_index: MakeIndex) -> Assistant:
    said = f"A Turkish buyer cannot pay an invoice in crypto {SHOWN}{UNSEEN} at all."
    more = "The ban on <i>payments</i> holds since 30 April 2021."
    root = make_index(
        {
            "tr.md": note(
                "tr-goods-payment", f"{said}[^1] {more}[^2]", jurisdictions=["TR"],
                title=f"{SHOWN}{UNSEEN}", asks=[{"q": QUESTION, "verdict": "no"}],
                sources=[source(f"{SHOWN}{UNSEEN}\nA second line", GOOD), source(SHOWN, BROKEN)],
            )
        }
    )  # fmt: skip
    library = Library(root, root, encoders=[WordEncoder()])
    return Assistant(library, Sessions())


def unseen(text: str) -> list[str]:
    """What stands in a text and is not seen, or turns it round."""
    return [c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs") and c != "\n"]


def check(message: Message | Json) -> None:
    """Every mark is the bot's own, every link is from the front matter, nothing is markup."""
    told = message.call if isinstance(message, Message) else message
    text = told.get("text") or told["message_text"]
    assert unseen(text) == []
    assert "parse_mode" not in told
    assert told["link_preview_options"] == {"is_disabled": True}
    for entity in told.get("entities", []):
        assert entity["type"] in ("bold", "text_link", "pre")
        assert entity.get("url", GOOD) == GOOD


def test_hostile_titles_and_addresses_of_sources_cost_no_answer_and_lead_nowhere(
    api: BotApi, serve: Serve, assistant: Assistant
) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve(assistant) as service:
        answer = say(api, anna, chat, QUESTION)
        assert "in crypto A law of pay now here &lt;evil at all. [1]" in answer.text
        assert f"[1] {SHOWN}evil A second line, A state evil, 2 January 2026" in answer.text
        assert f"[2] {SHOWN}, A state" in answer.text
        assert answer.marked("text_link").count(f"{SHOWN}evil A second line") == 1
        press(api, anna, answer, "Sources")
        assert api.wait(lambda: len(chat.replies) == 2)
        say(api, anna, chat, "/why")
        say(api, anna, chat, "/more")
        asked = anna.inline(QUESTION)
        assert api.wait(lambda: asked.answered)
    for message in chat.replies:
        check(message)
    check(asked.results[0]["input_message_content"])
    assert service.metrics.errors == 0
    assert not api.violations


TYPED = "\u202eevil\u202c <b>x</b> [y](tg://user?id=1) _z_ `q` @somebody"


@pytest.mark.parametrize(
    "text",
    [f"/screen {TYPED}", f"/{TYPED}", f"/lang {TYPED}", "/" * 300, "a\u200bb\u0000c", TYPED],
    ids=["name", "command", "language", "slashes", "hidden", "words"],
)
def test_hostile_words_come_back_as_words_if_they_come_back(
    api: BotApi, serve: Serve, text: str
) -> None:
    chat: Chat = api.private(anna := api.user(ANNA))
    with serve() as service:
        said = say(api, anna, chat, text)
    assert not said.marked("text_link")
    assert unseen(said.text) == []
    if text.startswith("/screen"):
        assert "<b>x</b> [y](tg://user?id=1) _z_" in said.text
    assert service.metrics.errors == 0
    assert not api.violations


def test_a_message_of_4096_letters_beyond_the_first_plane_gets_an_answer(
    api: BotApi, serve: Serve
) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve() as service:
        say(api, anna, chat, "😀" * 2048)
    assert service.metrics.errors == 0
    assert not api.violations


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


def test_a_caller_without_the_secret_of_the_webhook_leaves_nothing_in_the_log(
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
