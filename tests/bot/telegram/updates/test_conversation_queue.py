"""The order in which updates are handled."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from telegram import Update

from bot.telegram.updates.conversation_queue import (
    MAX_WAITING,
    MAX_WAITING_URGENT,
    ConversationQueue,
    bypasses_queue,
)
from tests.support.telegram_bot import ANNA
from tests.support.telegram_updates import message_update

BOT = {"id": 9, "is_bot": True, "first_name": "Other"}
FORWARD = {"type": "hidden_user", "date": 1, "sender_user_name": "Somebody"}


def told(number: int, text: str, chat: int = ANNA, date: float = 1) -> dict[str, Any]:
    """An update with a message in a private chat."""
    user = {"id": chat, "is_bot": False, "first_name": "Anna"}
    message = {"message_id": number, "date": int(date), "from": user, "text": text,
               "chat": {"id": chat, "type": "private"}}  # fmt: skip
    return {"update_id": number, "message": message}


@pytest.mark.parametrize(("chats", "each", "crowd"), [(1, 2000, False), (500, 2, True)])
def test_many_chats_are_a_crowd_and_one_that_writes_a_lot_is_none(
    chats: int, each: int, crowd: bool
) -> None:
    async def work() -> None:
        queue, leave = ConversationQueue(), asyncio.Event()
        updates = [
            Update.de_json(told(n, "hello", chat=n % chats), None) for n in range(chats * each)
        ]
        tasks = [asyncio.create_task(queue.do_process_update(u, leave.wait())) for u in updates]
        await asyncio.sleep(0)
        assert queue.is_crowded() is crowd
        leave.set()
        await asyncio.gather(*tasks)
        assert not queue.is_crowded()

    asyncio.run(work())


@pytest.mark.parametrize("text", ["/cancel", "/Cancel", "/cancel please", "/cancel@a_bot\nnow"])
def test_a_wish_to_cancel_waits_for_nothing_however_it_is_written(text: str) -> None:
    update = Update.de_json(told(1, text), None)
    other = Update.de_json(told(1, "/cancellation?"), None)
    assert update
    assert other
    assert bypasses_queue(update)
    assert not bypasses_queue(other)


@pytest.mark.parametrize(("error", "done"), [(asyncio.CancelledError(), 0), (OSError(), 1)])
def test_what_the_end_of_the_process_cuts_short_is_not_done(
    error: BaseException, done: int
) -> None:
    finished: list[Update] = []

    async def handle() -> None:
        raise error

    async def work() -> None:
        queue = ConversationQueue(on_handled=finished.append)
        with pytest.raises(type(error)):
            await queue.do_process_update(Update(5), handle())

    asyncio.run(work())
    assert len(finished) == done


def test_of_one_chat_a_bounded_number_waits_and_a_wish_to_forget_still_finds_a_place() -> None:
    handled: list[Update] = []
    left_out: list[int] = []

    async def tell(update: Update) -> None:
        left_out.append(update.update_id)

    async def work() -> None:
        queue, leave = ConversationQueue(on_handled=handled.append), asyncio.Event()
        queue.tell_left_out(tell)

        def put(number: int, text: str) -> asyncio.Task[None]:
            update = Update.de_json(told(number, text), None)
            return asyncio.create_task(queue.do_process_update(update, leave.wait()))

        tasks = [put(number, "hello") for number in range(2 * MAX_WAITING)]
        await asyncio.sleep(0)
        assert len(handled) == MAX_WAITING
        assert left_out == list(range(MAX_WAITING, 2 * MAX_WAITING))
        tasks += [put(1000 + number, "/forget") for number in range(2 * MAX_WAITING_URGENT)]
        await asyncio.sleep(0)
        assert sum(queue._waiting.values()) == MAX_WAITING_URGENT
        leave.set()
        await asyncio.gather(*tasks)
        assert not queue._waiting
        assert not queue._locks

    asyncio.run(work())
    # Each is finished, or it would come again with the next start.
    assert len(handled) == 2 * MAX_WAITING + 2 * MAX_WAITING_URGENT


@pytest.mark.parametrize("more", [{"via_bot": BOT}, {"forward_origin": FORWARD}])
def test_a_wish_to_cancel_that_somebody_else_wrote_waits_for_its_turn(more: dict[str, Any]) -> None:
    assert not bypasses_queue(message_update(1, "/cancel", **more))
