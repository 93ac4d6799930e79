"""Polling, on a clock of its own: outages, crowds, batches in disorder."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from telegram import Update
from telegram.error import NetworkError

from bot.telegram.store import Store
from bot.telegram.updates.inbox import Inbox
from bot.telegram.updates.polling import OUTAGE_AFTER_S, UpdatePoller
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


class Scripted:
    """A bot whose server answers as a test says, on a clock of its own."""

    def __init__(self, *answers: list[Any] | Exception | float) -> None:
        self.now, self._answers = 0.0, list(answers)
        self.offsets: list[int | None] = []

    async def get_raw_updates(self, offset: int, _limit: int, patience: int, _: Any) -> list[Any]:
        self.offsets.append(offset)
        while self._answers and isinstance(self._answers[0], float):
            self.now += self._answers.pop(0)  # type: ignore[operator]
        if not self._answers:
            raise asyncio.CancelledError
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, list)
        self.now += 0.0 if answer else patience
        return answer

    async def sleep(self, seconds: float) -> None:
        self.now += seconds

    def run(self, inbox: Inbox, is_crowded: Callable[[], bool] = bool) -> UpdatePoller:
        bot: Any = self
        polling = UpdatePoller(bot, inbox, is_crowded, clock=lambda: self.now, sleep=self.sleep)

        async def go() -> None:
            with pytest.raises(asyncio.CancelledError):
                await polling.run()

        asyncio.run(go())
        return polling


def test_after_an_outage_while_it_runs_only_the_newest_is_answered(tmp_path: Path) -> None:
    taken = Taken(tmp_path)
    down = [NetworkError("down")] * 8  # half a second, one, two ... thirty: over a minute
    bot = Scripted(
        [told(1, "before")], [], [told(2, "one"), told(3, "two")],
        *down, [told(4, "waited"), told(5, "waited, too")], [], [told(6, "now"), told(7, "and")],
    )  # fmt: skip
    polling = bot.run(taken.inbox)
    assert taken.numbers == [1, 2, 3, 5, 6, 7]
    assert polling.last_answer_at == bot.now
    assert bot.now > OUTAGE_AFTER_S


def test_a_batch_in_disorder_is_confirmed_as_a_whole(tmp_path: Path) -> None:
    taken = Taken(tmp_path)
    bot = Scripted([], [told(9, "nine"), {"no": "number"}, told(8, "eight")])
    bot.run(taken.inbox)
    assert taken.numbers == [8, 9]
    assert bot.offsets == [None, None, 10]


def test_while_much_is_in_hand_no_more_is_asked_for_and_what_comes_then_is_no_backlog(
    tmp_path: Path,
) -> None:
    taken = Taken(tmp_path)
    bot = Scripted([], [told(1, "one")], [told(2, "two"), told(3, "three")], [told(4, "four")])
    looks = iter([True] * 1000)
    bot.run(taken.inbox, lambda: len(taken.numbers) == 1 and next(looks, False))
    assert next(looks, None) is None
    assert bot.now > OUTAGE_AFTER_S
    assert taken.numbers == [1, 2, 3, 4]


def test_a_short_outage_costs_no_question(tmp_path: Path) -> None:
    taken = Taken(tmp_path)
    bot = Scripted([], *[NetworkError("down")] * 3, [told(4, "one"), told(5, "two")])
    bot.run(taken.inbox)
    assert taken.numbers == [4, 5]
