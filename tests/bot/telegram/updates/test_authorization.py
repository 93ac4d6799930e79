"""The gate: every kind of update from people who may talk, wait to, or may not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from telegram import Update
from telegram.ext import ApplicationHandlerStop, TypeHandler

from bot.replies.reply import ReplyKind
from bot.telegram.access import Access
from bot.telegram.chat_address import ChatAddress
from bot.telegram.delivery.formatting import FormattedText
from bot.telegram.metrics import Metrics
from bot.telegram.store import Store
from bot.telegram.updates.authorization import (
    MAX_REFUSED_USERS,
    STRANGER_BURST,
    STRANGERS_PER_S,
    Authorization,
    update_kind,
)
from bot.telegram.updates.authorization import UPDATE_KINDS as KINDS_ASKED_FOR
from bot.telegram.updates.source import PollingSource
from tests.fake_telegram.person import Person
from tests.fake_telegram.server import BotApi
from tests.support.assistants import FakeAssistant
from tests.support.clocks import Clock
from tests.support.telegram_bot import ADMIN, ANNA, BORIS, STRANGER, Serve

TURKISH = "Can I pay my Turkish supplier in USDT?"


def message(api: BotApi, person: Person) -> None:
    person.says(api.private(person), TURKISH)


def edited(api: BotApi, person: Person) -> None:
    person.edits(person.says(api.private(person), "hello there"), TURKISH)


def inline(api: BotApi, person: Person) -> None:
    person.inline(TURKISH)


def callback(api: BotApi, person: Person) -> None:
    """A button under a message that somebody else was sent."""
    admin = api.user(ADMIN)
    desk = api.private(admin)
    admin.says(desk, TURKISH)
    assert api.wait(lambda: desk.replies)
    person.presses(
        desk.last, "More", data=desk.last.reply_markup["inline_keyboard"][0][1]["callback_data"]
    )


def group(api: BotApi, person: Person) -> None:
    room = api.group(-77, "Room")
    person.adds_bot(room, "administrator")
    person.says(room, f"/ask {TURKISH}")


def channel(api: BotApi, person: Person) -> None:
    person.posts(api.channel(-1009, "News"), TURKISH)


def business(api: BotApi, person: Person) -> None:
    api.private(person)
    person.writes_to_business(person.connects_business(), TURKISH)


def guest(api: BotApi, person: Person) -> None:
    room = api.group(-78, "Elsewhere")
    person.summons(room, TURKISH)


def join(api: BotApi, person: Person) -> None:
    room = api.group(-79, "Closed")
    person.adds_bot(room, "administrator")
    person.asks_to_join(room)


KINDS = [message, edited, inline, callback, group, channel, business, guest, join]

# What reaches the assistant when it comes from one who may talk.
ANSWERED = {message, edited, inline, group}


@pytest.mark.parametrize("who", ["allowed", "pending", "denied"])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_only_those_who_may_talk_reach_the_assistant(
    api: BotApi, serve: Serve, kind: Callable[[BotApi, Person], None], who: str
) -> None:
    person, boris = api.user(ANNA if who == "allowed" else STRANGER), api.user(BORIS)
    watched = FakeAssistant(kind=ReplyKind.ANSWER)
    with serve(watched):
        if who == "pending":
            person.says(api.private(person), "hello")
            assert api.wait(lambda: api.private(person).replies)
        kind(api, person)
        if kind is inline:
            # Its answer waits for a pause in typing.
            assert api.wait(lambda: api.called("answerInlineQuery"))
        # Whatever else was let through has reached the assistant before this has.
        boris.says(api.private(boris), "hello")
        assert api.wait(lambda: str(boris.id) in watched.users)
    reached = str(person.id) in watched.users
    assert reached is (who == "allowed" and kind in ANSWERED)


def raw(kind: str, user: int) -> dict[str, Any]:
    """An update of a kind, as Telegram would send it if it were asked for."""
    person = {"id": user, "is_bot": False, "first_name": "Vera"}
    chat = {"id": user, "type": "private", "first_name": "Vera"}
    channel = {"id": -1009, "type": "channel", "title": "News"}
    said = {"message_id": 1, "date": 1, "chat": chat, "from": person, "text": TURKISH}
    member = {"user": {"id": 7000000001, "is_bot": True, "first_name": "T"}, "status": "member"}
    posted = {"message_id": 1, "date": 1, "chat": channel, "text": TURKISH}
    told: dict[str, Any] = {
        "message": said, "edited_message": said | {"edit_date": 2},
        "channel_post": posted, "edited_channel_post": posted | {"edit_date": 2},
        "business_message": said | {"business_connection_id": "b"},
        "edited_business_message": said | {"business_connection_id": "b", "edit_date": 2},
        "business_connection": {"id": "b", "user": person, "user_chat_id": user, "date": 1,
                                "is_enabled": True},
        "guest_message": said | {"guest_query_id": "1", "guest_bot_caller_user": person},
        "callback_query": {"id": "1", "from": person, "chat_instance": "1", "data": "x",
                           "message": said},
        "inline_query": {"id": "1", "from": person, "query": TURKISH, "offset": ""},
        "chosen_inline_result": {"result_id": "1", "from": person, "query": TURKISH},
        "my_chat_member": {"chat": chat, "from": person, "date": 1, "old_chat_member": member,
                           "new_chat_member": member},
        "chat_join_request": {"chat": channel, "from": person, "user_chat_id": user, "date": 1},
        "poll_answer": {"poll_id": "1", "user": person, "option_ids": [0],
                        "option_persistent_ids": ["0"]},
    }  # fmt: skip
    return {"update_id": sum(kind.encode()) * 100 + user, kind: told[kind]}


RAW = ("message", "edited_message", "channel_post", "edited_channel_post", "business_message",
       "edited_business_message", "business_connection", "guest_message", "callback_query",
       "inline_query", "chosen_inline_result", "my_chat_member", "chat_join_request",
       "poll_answer")  # fmt: skip


@pytest.mark.parametrize("who", ["allowed", "pending", "denied"])
def test_the_gate_itself_stops_each_kind_of_update_whatever_telegram_sends(
    api: BotApi, serve: Serve, who: str
) -> None:
    """Put right before the gate, past the list of kinds that Telegram is asked for."""
    user = {"allowed": ANNA, "pending": STRANGER, "denied": 5}[who]
    person = api.user(user)
    chat = api.private(person)
    passed: list[str] = []

    async def behind(update: Update, _: Any) -> None:
        passed.append(update_kind(update))

    with serve() as service:
        if who == "pending":
            person.says(chat, "hello")
            assert api.wait(lambda: chat.replies)
        service.app.add_handler(TypeHandler(Update, behind), group=5)
        before = service.metrics.updates.total()
        assert isinstance(service.source, PollingSource)
        assert service.source._task
        loop, put = service.source._task.get_loop(), service.app.update_queue.put_nowait
        api.private(api.user(ADMIN))
        for told in (*(raw(name, user) for name in RAW), raw("message", ADMIN)):
            loop.call_soon_threadsafe(put, Update.de_json(told, service.app.bot))
        assert api.wait(lambda: service.metrics.updates.total() == before + len(RAW) + 1, 10)
        # Who may talk has their answers, and an admin's message shows that one can pass.
        expected = set(KINDS_ASKED_FOR) if who == "allowed" else {"message"}
        assert api.wait(lambda: set(passed) >= expected, 10)
    assert set(passed) == expected
    assert passed.count("message") == (2 if who == "allowed" else 1)


def test_a_gate_that_breaks_stays_shut(
    api: BotApi, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    vera, admin = api.user(STRANGER), api.user(ADMIN)
    chat, desk = api.private(vera), api.private(admin)
    with serve() as service:

        def broken(*_: Any, **__: Any) -> str:
            raise RuntimeError("no code today")

        service.store.request_code = broken  # type: ignore[method-assign]
        vera.says(chat, TURKISH)
        assert api.wait(lambda: "could not be checked" in caplog.text)
        admin.says(desk, TURKISH)
        assert api.wait(lambda: desk.replies)
        assert service.metrics.errors == 0
    assert not chat.replies


class Gate:
    """The gate with a clock that a test moves, and the notices sent: when, and to whom."""

    def __init__(self, tmp_path: Path, **access: Any) -> None:
        self.clock = Clock()
        self.said: list[tuple[float, int]] = []
        self.store = Store(tmp_path / "s.sqlite")
        self.access = Access(self.store, frozenset(), frozenset(), **access)
        sender: Any = self
        self.authorization = Authorization(self.access, sender, Metrics(), clock=self.clock)

    async def send_text(self, to: ChatAddress, marked: FormattedText) -> bool:
        self.said.append((self.clock.now, to.chat))
        return True

    async def lets_in(self, user: int, text: str = TURKISH, **more: Any) -> bool:
        update = raw("message", user)
        update["message"] |= {"text": text, **more}
        try:
            await self.authorization.check(Update.de_json(update, None), None)
        except ApplicationHandlerStop:
            return False
        return True


def test_who_may_not_talk_is_refused_once_a_minute(tmp_path: Path) -> None:
    gate = Gate(tmp_path)

    async def work() -> None:
        for gate.clock.now in (0.0, 1.0, 59.0, 61.0, 62.0):
            assert not await gate.lets_in(4)
        assert not await gate.lets_in(5)

    asyncio.run(work())
    assert gate.said == [(0.0, 4), (61.0, 4), (62.0, 5)]


def test_ten_thousand_strangers_get_few_notices_and_leave_little(tmp_path: Path) -> None:
    gate, seconds = Gate(tmp_path), 100

    async def work() -> None:
        for user in range(10, 10_010):
            gate.clock.now = user * seconds / 10_000
            assert not await gate.lets_in(user)

    asyncio.run(work())
    most = STRANGER_BURST + STRANGERS_PER_S * seconds
    assert most - 2 <= len(gate.said) <= most
    assert gate.store.count_rows("pairing") == len(gate.said)
    assert len(gate.authorization._refusals) == len(gate.said) <= MAX_REFUSED_USERS


def test_what_strangers_write_in_groups_takes_no_notice_from_those_who_write_in_private(
    tmp_path: Path,
) -> None:
    gate, group = Gate(tmp_path), {"id": -1005, "type": "supergroup", "title": "Desk"}

    async def work() -> None:
        for user in range(10, 1010):
            assert not await gate.lets_in(user, chat=group)
        assert gate.said == []
        assert not await gate.lets_in(4)

    asyncio.run(work())
    assert gate.said == [(0.0, 4)]


def test_who_is_shut_out_hears_nothing_more_and_may_still_forget(tmp_path: Path) -> None:
    gate = Gate(tmp_path, everybody=True)

    async def work() -> None:
        assert await gate.lets_in(4)
        gate.access.ban(4)
        assert not await gate.lets_in(4)
        assert await gate.lets_in(4, "/forget")
        assert not await gate.lets_in(4, "/forgetting")
        forwarded = {"type": "hidden_user", "date": 1, "sender_user_name": "Somebody"}
        assert not await gate.lets_in(4, "/forget", forward_origin=forwarded)
        assert await gate.lets_in(5)

    asyncio.run(work())
    assert gate.said == []
    assert gate.store.count_rows("pairing") == 0
