"""Signs of work, on a clock of their own: shown again in time, and in another way if need be."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from itertools import pairwise
from typing import Any

import pytest
from telegram import Message
from telegram.error import InvalidToken, NetworkError, TelegramError

from bot.telegram.chat_address import ChatAddress
from bot.telegram.delivery.progress import (
    DRAFT_INTERVAL_S,
    EDIT_INTERVAL_S,
    MAX_HOLD_UP_S,
    MAX_PENDING,
    TEXT_AFTER_S,
    TYPING_INTERVAL_S,
    ProgressIndicators,
)
from tests.fake_telegram.server import BotApi
from tests.support.assistants import FakeAssistant
from tests.support.fast_time import FAST_WITH_PROGRESS
from tests.support.telegram_bot import ANNA, Serve

PRIVATE, GROUP = ChatAddress(7), ChatAddress(-7, topic=3, private=False)
LASTS = 30.0  # seconds that a draft is seen, by the Bot API's documentation


class Chat:
    """What is seen in a chat, and a clock that jumps to whatever comes next."""

    def __init__(self, answered_at: float, **fails: TelegramError | None) -> None:
        self.now, self._answered_at, self._fails = 0.0, answered_at, fails
        self.seen: list[tuple[str, float]] = []
        self.answered = asyncio.Event()

    def __getattr__(self, name: str) -> Any:
        async def call(*_: Any, **__: Any) -> Any:
            self.seen.append((name, self.now))
            error = self._fails.get(name)
            if error:
                raise error
            if name == "send_message":
                return Message.de_json({"message_id": 5, "date": 1, "chat": {
                    "id": 7, "type": "private"}}, None)  # fmt: skip
            return True

        return call

    async def wait(self, event: asyncio.Event, seconds: float) -> bool:
        if self.now + seconds >= self._answered_at:
            self.now = self._answered_at
            self.answered.set()
            await event.wait()
            return True
        self.now += seconds
        await asyncio.sleep(0)
        return False

    def times(self, name: str) -> list[float]:
        return [at for seen, at in self.seen if seen == name]


def watch(to: ChatAddress, answered_at: float, **fails: TelegramError | None) -> Chat:
    """The chat during an answer that takes ``answered_at`` seconds."""
    chat = Chat(answered_at, **fails)

    async def answer() -> None:
        bot: Any = chat
        indicators = ProgressIndicators(bot, wait=chat.wait)
        async with indicators.show(to, "One moment …", 1) as sign:
            await chat.answered.wait()
            await sign.end()
        await asyncio.gather(*indicators._tasks)

    asyncio.run(answer())
    return chat


def test_typing_is_shown_at_once_and_again_before_it_goes() -> None:
    chat = watch(PRIVATE, 25.0)
    times = chat.times("send_chat_action")
    assert times[0] == 0.0
    assert all(0 < b - a <= 5.0 for a, b in pairwise(times))
    assert len(times) == 1 + int(25.0 / TYPING_INTERVAL_S)


def test_a_draft_is_shown_again_long_before_it_goes_and_no_message_beside_it() -> None:
    chat = watch(PRIVATE, 65.0)
    times = chat.times("send_message_draft")
    assert times[0] == TEXT_AFTER_S
    assert all(b - a == pytest.approx(DRAFT_INTERVAL_S) for a, b in pairwise(times))
    assert 65.0 - times[-1] < LASTS
    assert not chat.times("send_message")


def test_a_quick_answer_needs_no_more_than_typing() -> None:
    assert watch(PRIVATE, 0.5).seen == [("send_chat_action", 0.0)]


@pytest.mark.parametrize("error", [InvalidToken("Not Found"), NetworkError("down")], ids=str)
def test_without_drafts_a_message_is_edited_and_taken_away(error: TelegramError) -> None:
    chat = watch(PRIVATE, 9.0, send_message_draft=error)
    assert chat.times("send_message_draft") == [TEXT_AFTER_S]
    assert chat.times("send_message") == [TEXT_AFTER_S]
    edits = chat.times("edit_message_text")
    assert edits[0] == pytest.approx(TEXT_AFTER_S + EDIT_INTERVAL_S)
    assert all(b - a == pytest.approx(EDIT_INTERVAL_S) for a, b in pairwise(edits))
    assert chat.seen[-1][0] == "delete_message"


def test_a_group_sees_a_message_edited_and_taken_away() -> None:
    chat = watch(GROUP, 9.0)
    assert not chat.times("send_message_draft")
    assert len(chat.times("send_message")) == 1
    assert chat.times("edit_message_text")
    assert chat.seen[-1][0] == "delete_message"


@pytest.mark.parametrize("name", ["send_chat_action", "edit_message_text", "send_message"])
def test_a_sign_that_fails_stops_no_other(name: str) -> None:
    chat = watch(GROUP, 12.0, **{name: NetworkError("down")})
    assert len(chat.times("send_chat_action")) > 2
    assert len(chat.times("send_message")) + len(chat.times("edit_message_text")) > 2


def test_where_a_server_knows_no_drafts_the_words_come_as_a_message(
    api: BotApi, serve: Serve
) -> None:
    chat = api.private(anna := api.user(ANNA))
    api.faults.lacks("sendMessageDraft")
    assistant = FakeAssistant(holds=lambda _: True)
    with serve(assistant, timer=FAST_WITH_PROGRESS):
        anna.says(chat, "May I?")
        assert api.wait(lambda: chat.replies)
        assert chat.last.text.startswith("One moment …")
        assistant.go_on.set()
        assert api.wait(lambda: api.called("deleteMessage", chat.id))
    assert [message.text for message in chat.replies] == ["You said: May I?"]


def test_a_thought_waits_while_many_others_have_seen_no_sign_and_not_for_long() -> None:
    """Telegram answers no call here: the signs are on their way all the time."""

    class Silent:
        async def send_chat_action(self, **_: Any) -> None:
            await asyncio.Event().wait()

    async def held_up(chats: int) -> float:
        bot: Any = Silent()
        indicators, loop = ProgressIndicators(bot), asyncio.get_running_loop()
        async with AsyncExitStack() as answers:
            for _ in range(chats):
                await answers.enter_async_context(indicators.show(PRIVATE, "One moment …", 1))
            began = loop.time()
            await indicators.wait_for_pending()
            return loop.time() - began

    assert asyncio.run(held_up(MAX_PENDING)) < MAX_HOLD_UP_S
    assert asyncio.run(held_up(MAX_PENDING + 1)) >= MAX_HOLD_UP_S
