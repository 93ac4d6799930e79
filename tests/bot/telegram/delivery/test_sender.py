"""Delivering, on a clock of its own: minutes of patience, and what becomes of what is refused."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from telegram import Chat, InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError, TimedOut

from bot.telegram.chat_address import ChatAddress
from bot.telegram.delivery.formatting import FormattedText, TextEntity
from bot.telegram.delivery.sender import DeliveryError, Sender
from bot.telegram.priority import Priority
from tests.fake_telegram.server import BotApi
from tests.support.telegram_bot import ANNA, Serve

WORDS = FormattedText("Hello there", (TextEntity("bold", 0, 5),))
BUTTONS = InlineKeyboardMarkup([[InlineKeyboardButton("Go", callback_data="go")]])


class Server:
    """Takes messages, unless ``refuses`` says with which error not."""

    def __init__(self, refuses: Callable[[dict[str, Any], float], TelegramError | None]) -> None:
        self.now, self._refuses = 0.0, refuses
        self.sent: list[dict[str, Any]] = []
        self.tries = 0

    async def send_raw(self, priority: Priority, chat_id: int, **call: Any) -> dict[str, Any]:
        assert priority is Priority.MUST_SEND
        self.tries += 1
        error = self._refuses(call, self.now)
        if error:
            raise error
        self.sent.append(call)
        return {"message_id": 1, "date": int(self.now), "chat": {"id": chat_id, "type": "private"}}

    async def send_photo(self, chat_id: int, rate_limit_args: Priority, **call: Any) -> Message:
        await self.send_raw(rate_limit_args, chat_id, **call)
        date = dt.datetime.fromtimestamp(self.now, dt.UTC)
        return Message(message_id=1, date=date, chat=Chat(chat_id, "private"))

    async def wait(self, event: asyncio.Event, seconds: float) -> bool:
        self.now += 0.0 if event.is_set() else seconds
        return event.is_set()


def sender_of(server: Server, ahead: float = 0.0) -> Sender:
    bot: Any = server
    return Sender(bot, wait=server.wait, clock=lambda: server.now + ahead)


def test_an_outage_of_eight_minutes_loses_no_answer() -> None:
    server = Server(lambda _, now: NetworkError("down") if now < 480 else None)
    assert asyncio.run(sender_of(server).send_text(ChatAddress(1), WORDS, BUTTONS))
    (sent,) = server.sent
    assert sent["text"] == "Hello there"
    assert sent["entities"]
    # Asked now and then, not all the time.
    assert server.tries < 30


def test_a_longer_outage_leaves_the_answer_owed() -> None:
    server = Server(lambda _, __: TimedOut("down"))
    with pytest.raises(DeliveryError):
        asyncio.run(sender_of(server).send_text(ChatAddress(1), WORDS))
    assert server.now > 540


def test_when_it_must_stop_soon_it_tries_once_and_waits_for_nothing() -> None:
    server = Server(lambda _, __: NetworkError("down"))

    async def send() -> None:
        sender = sender_of(server)
        sender.stop_retrying()
        await sender.send_text(ChatAddress(1), WORDS)

    with pytest.raises(DeliveryError):
        asyncio.run(send())
    assert (server.now, server.tries) == (0.0, 1)


def test_a_chat_that_is_closed_is_not_asked_again() -> None:
    server = Server(lambda _, __: Forbidden("bot was blocked by the user"))
    assert not asyncio.run(sender_of(server).send_text(ChatAddress(1), WORDS))
    assert server.tries == 1


def test_words_whose_topic_is_gone_are_said_outside_of_it_with_their_marks() -> None:
    def refuses(call: dict[str, Any], _: float) -> TelegramError | None:
        return BadRequest("message thread not found") if call.get("message_thread_id") else None

    server = Server(refuses)
    to = ChatAddress(-1, topic=7, reply_to=3, private=False)
    assert asyncio.run(sender_of(server).send_text(to, WORDS, BUTTONS))
    (sent,) = server.sent
    assert sent["text"] == "Hello there"
    assert sent["entities"]
    assert sent["reply_markup"] is None


def test_marks_and_buttons_that_are_refused_leave_the_words() -> None:
    def refuses(call: dict[str, Any], _: float) -> TelegramError | None:
        bad = call["entities"] or call["reply_markup"]
        return BadRequest("can't parse entities") if bad else None

    server = Server(refuses)
    assert asyncio.run(sender_of(server).send_text(ChatAddress(1), WORDS, BUTTONS))
    assert [sent["text"] for sent in server.sent] == ["Hello there"]


def test_a_picture_that_is_refused_is_done_without() -> None:
    server = Server(lambda _, __: BadRequest("not enough rights to send photos to the chat"))
    assert not asyncio.run(sender_of(server).send_photo(ChatAddress(1), b"png", "caption"))
    down = Server(lambda _, __: NetworkError("down"))
    assert not asyncio.run(sender_of(down).send_photo(ChatAddress(1), b"png", "caption"))
    assert down.now < 1


def test_how_far_our_clock_is_ahead_is_seen_in_what_was_sent() -> None:
    sender = sender_of(Server(lambda _, __: None), ahead=3600.0)
    asyncio.run(sender.send_text(ChatAddress(1), WORDS))
    assert sender.clock_ahead_s == pytest.approx(3600.0)


def test_an_estimate_whose_picture_is_not_allowed_comes_in_words(api: BotApi, serve: Serve) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve() as service:
        api.faults.next(
            "sendPhoto", status=400, times=None,
            description="Bad Request: not enough rights to send photos to the chat",
        )  # fmt: skip
        anna.says(chat, "/estimate 12000 USDT to VND")
        assert api.wait(lambda: chat.replies, 15)
    assert "VND" in chat.last.text
    assert chat.last.reply_markup
    assert service.metrics.errors == 0


def test_an_answer_that_could_not_be_delivered_comes_after_the_next_start(
    api: BotApi, serve: Serve
) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve() as service:
        api.faults.next("sendMessage", status=502, times=None)
        anna.says(chat, "Can I pay my Turkish supplier in USDT?")
        assert api.wait(lambda: api.called("sendMessage"))
    assert service.metrics.errors == 0
    assert not chat.replies
    api.faults.clear()
    with serve():
        assert api.wait(lambda: chat.replies)
    assert "cannot pay" in chat.last.text
    with serve():
        anna.says(chat, "thanks")
        assert api.wait(lambda: len(chat.replies) == 2)
