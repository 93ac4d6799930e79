"""Answers that come too late, or not at all, leave no trace; no picture costs the words."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from bot.assistant import Assistant
from bot.reply import Question, Reply
from tests.telegram.at_work import ANNA, Serve
from tests.telegram.botapi import BotApi
from tests.telegram.seen import press, say

TURKISH = "Can I pay my Turkish supplier in USDT?"
RUSSIAN = "Can a Russian company pay a foreign supplier in bitcoin?"
INVOICE = "40,000 EUR invoice from Germany to Tbilisi"


class Late(Assistant):
    """An assistant that answers one question late, and writes into the session then."""

    def __init__(self, inner: Assistant) -> None:
        self.__dict__.update(inner.__dict__)
        self.go_on, self.at_work, self.done = (threading.Event() for _ in range(3))

    def answer(self, question: Question) -> Reply:
        if question.text != TURKISH or self.done.is_set():
            return super().answer(question)
        self.at_work.set()
        # It has begun to write already, as an answer does.
        self.session(question.chat).places = ("TR",)
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
        assert "To what?" not in say(api, anna, chat, "since when?").text


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
    assert service.counts.errors == 0


def test_an_answer_that_cannot_be_delivered_is_as_if_it_had_never_been_made(
    api: BotApi, serve: Serve, late: Late
) -> None:
    """Asked again later, "swap sides" must not swap twice."""
    chat = api.private(anna := api.user(ANNA))
    with serve(late) as service:
        estimate = say(api, anna, chat, INVOICE, 2)
        side = late.session(f"{ANNA}").draft
        delivery, told = service.delivery.text, []

        async def fails(*_: object) -> bool:
            from telegram.error import NetworkError

            told.append("once")
            raise NetworkError("gone")

        service.delivery.text = fails  # type: ignore[method-assign, assignment]
        press(api, anna, estimate, "Swap sides")
        assert api.wait(lambda: told, 20)
        service.delivery.text = delivery  # type: ignore[method-assign]
        assert api.wait(lambda: late.session(f"{ANNA}").draft == side)
