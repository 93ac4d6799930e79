"""Answers that come too late, or not at all, leave no trace; no picture costs the words."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from bot.answerer import Answerer
from bot.assistant import Assistant
from bot.question import Question
from bot.replies.reply import Reply
from tests.fake_telegram.actions import say
from tests.fake_telegram.server import BotApi
from tests.support.assistants import FakeAssistant
from tests.support.telegram_bot import ANNA, Serve


@pytest.fixture
def slow() -> FakeAssistant:
    return FakeAssistant(holds=lambda text: text.startswith("slow"))


TURKISH = "Can I pay my Turkish supplier in USDT?"

RUSSIAN = "Can a Russian company pay a foreign supplier in bitcoin?"

INVOICE = "40,000 EUR invoice from Germany to Yerevan"


class Late(FakeAssistant):
    """Answers one question late, and writes into the session while it does."""

    def __init__(self, inner: Answerer) -> None:
        super().__init__(inner)
        self.done = threading.Event()

    def answer(self, question: Question) -> Reply:
        if question.text != TURKISH or self.done.is_set():
            return super().answer(question)
        self.at_work.set()
        # An answer begins to write into the session before it is ready.
        self.sessions.get_or_create(question.chat).places = ("TR",)
        self.go_on.wait(20)
        reply = super().answer(question)
        self.done.set()
        return reply


@pytest.fixture
def late(make_telegram_assistant: Callable[[], Assistant]) -> Late:
    return Late(make_telegram_assistant())


@pytest.mark.parametrize("how", ["too slow", "cancelled"])
def test_an_answer_that_nobody_got_is_no_last_answer(
    api: BotApi, serve: Serve, late: Late, how: str
) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve(late, answer_seconds=0.5 if how == "too slow" else 20):
        assert "Russian importer" in say(api, anna, chat, RUSSIAN).text
        before = late.sessions.copy(f"{ANNA}")
        anna.says(chat, TURKISH)
        assert late.at_work.wait(5)
        if how == "cancelled":
            anna.says(chat, "/cancel")
        assert api.wait(lambda: len(chat.replies) == 2)
        assert ("longer than" if how == "too slow" else "Cancelled") in chat.last.text
        late.go_on.set()
        assert late.done.wait(5)
        after = late.sessions.copy(f"{ANNA}")
        assert (after.reply, after.question, after.places) == (
            before.reply, before.question, before.places
        )  # fmt: skip
        assert "What does that refer to?" not in say(api, anna, chat, "since when?").text


@pytest.mark.parametrize("word", ["/Cancel", "/cancel please", "/cancel@tradewind_test_bot"])
def test_cancel_passes_by_the_answer_that_it_ends(
    api: BotApi, serve: Serve, late: Late, word: str
) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve(late):
        anna.says(chat, TURKISH)
        assert late.at_work.wait(5)
        assert say(api, anna, chat, word).text == "Cancelled."
        late.go_on.set()


def test_a_chat_that_takes_no_pictures_gets_the_words(api: BotApi, serve: Serve) -> None:
    chat = api.private(anna := api.user(ANNA))
    why = "Bad Request: not enough rights to send photos to the chat"
    with serve() as service:
        api.faults.next("sendPhoto", status=400, description=why)
        said = say(api, anna, chat, INVOICE)
    assert "SAMPLE DATA" in said.text
    assert service.metrics.errors == 0


def test_an_answer_that_cannot_be_delivered_is_as_if_it_had_never_been_made(
    api: BotApi, serve: Serve, late: Late
) -> None:
    """It is made again after the next start, and "swap sides" must not swap twice."""
    chat = api.private(anna := api.user(ANNA))
    with serve(late):
        assert "Germany → Armenia" in say(api, anna, chat, INVOICE, 2).text
        api.faults.next("sendMessage", status=502, times=None)
        anna.says(chat, "swap sides")
        assert api.wait(lambda: any(call.status == 502 for call in api.calls), 20)
    api.faults.clear()
    count = len(chat.replies)
    with serve(late):
        assert api.wait(lambda: len(chat.replies) == count + 2, 20)
    assert "Armenia → Germany" in chat.last.text


def test_cancel_ends_the_answer_in_the_making_and_frees_the_chat(
    api: BotApi, serve: Serve, slow: FakeAssistant
) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve(slow):
        anna.says(chat, "slow one")
        assert slow.at_work.wait(5)
        anna.says(chat, "/cancel")
        anna.says(chat, "two")
        assert api.wait(lambda: len(chat.replies) == 2)
        slow.go_on.set()
        anna.says(chat, "/cancel")
        assert api.wait(lambda: len(chat.replies) == 3)
    assert {m.text for m in chat.replies[:2]} == {"Cancelled.", "You said: two"}
    assert chat.last.text == "There is nothing to cancel."


def test_an_answer_that_takes_too_long_is_given_up_with_a_word(
    api: BotApi, serve: Serve, slow: FakeAssistant
) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve(slow, answer_seconds=0.3):
        anna.says(chat, "slow one")
        assert api.wait(lambda: chat.replies)
        slow.go_on.set()
    assert "longer than" in chat.last.text
