"""Taking updates in: written down first, each read by itself, in queue, once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from telegram import Update

from bot.telegram.store import Store
from bot.telegram.updates.inbox import LATE_AFTER_S, Inbox
from tests.support.telegram_bot import ANNA


def told(number: int, text: str, chat: int = ANNA, date: float = 1) -> dict[str, Any]:
    """An update with a message in a private chat."""
    user = {"id": chat, "is_bot": False, "first_name": "Anna"}
    message = {"message_id": number, "date": int(date), "from": user, "text": text,
               "chat": {"id": chat, "type": "private"}}  # fmt: skip
    return {"update_id": number, "message": message}


class Taken:
    """What an intake hands on."""

    def __init__(self, tmp_path: Path, clock: Callable[[], float] = time.time) -> None:
        self.updates: list[Update] = []
        self.store = Store(tmp_path / "taken.sqlite")
        bot: Any = None
        self.inbox = Inbox(bot, self.store, self._put, lambda _: True, clock=clock)

    async def _put(self, update: Update) -> None:
        self.updates.append(update)

    @property
    def numbers(self) -> list[int]:
        return [update.update_id for update in self.updates]


@pytest.mark.parametrize("raw", [[], [None], ["?"], [{}], [{"update_id": "x"}], [{"message": 1}]])
def test_what_is_no_update_at_all_is_skipped(tmp_path: Path, raw: list[Any]) -> None:
    taken = Taken(tmp_path)
    asyncio.run(taken.inbox.receive([*raw, told(3, "three")]))
    assert taken.numbers == [3]


def test_pushed_late_only_the_newest_is_handed_on_and_with_it_what_comes_meanwhile(
    tmp_path: Path,
) -> None:
    taken = Taken(tmp_path, clock=lambda: 10_000.0)

    async def push() -> None:
        await taken.inbox.receive_pushed(told(1, "fresh", date=9_990))
        assert taken.numbers == [1]
        await taken.inbox.receive_pushed(told(2, "old", date=9_000))
        await taken.inbox.receive_pushed(told(3, "less old", date=9_100))
        await taken.inbox.receive_pushed(told(4, "/forget", date=9_200))
        await taken.inbox.receive_pushed(told(5, "fresh again", chat=5, date=9_999))
        assert taken.numbers == [1]
        await taken.inbox.flush()

    asyncio.run(push())
    assert taken.numbers == [1, 3, 4, 5]
    # What is not answered is done with; what is, stays open until it was.
    assert [update["update_id"] for update in taken.store.unfinished_updates()] == [1, 3, 4, 5]


@pytest.mark.parametrize("ahead", [-86400.0, 0.0, 86400.0])
def test_a_clock_that_is_wrong_by_a_known_time_makes_no_message_late(
    tmp_path: Path, ahead: float
) -> None:
    taken = Taken(tmp_path, clock=lambda: 100_000.0 + ahead)

    async def push() -> None:
        await taken.inbox.receive_pushed(told(1, "fresh", date=100_000.0 - LATE_AFTER_S / 2), ahead)
        assert taken.numbers == [1]

    asyncio.run(push())
