"""Polling, on a clock of its own: outages, crowds, batches in disorder."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from telegram.error import NetworkError

from bot.telegram.updates.inbox import Inbox
from bot.telegram.updates.polling import MIN_WAIT_S, OUTAGE_AFTER_S, UpdatePoller
from tests.support.inboxes import InboxRecorder, text_update


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
    taken = InboxRecorder(tmp_path)
    down = [NetworkError("down")] * 8  # half a second, one, two ... thirty: over a minute
    bot = Scripted(
        [text_update(1, "before")], [], [text_update(2, "one"), text_update(3, "two")],
        *down, [text_update(4, "waited"), text_update(5, "waited, too")], [],
        [text_update(6, "now"), text_update(7, "and")],
    )  # fmt: skip
    polling = bot.run(taken.inbox)
    assert taken.numbers == [1, 2, 3, 5, 6, 7]
    assert polling.last_answer_at == bot.now
    assert bot.now > OUTAGE_AFTER_S


def test_a_batch_in_disorder_is_confirmed_as_a_whole(tmp_path: Path) -> None:
    taken = InboxRecorder(tmp_path)
    bot = Scripted([], [text_update(9, "nine"), {"no": "number"}, text_update(8, "eight")])
    bot.run(taken.inbox)
    assert taken.numbers == [8, 9]
    assert bot.offsets == [None, None, 10]


def test_while_much_is_in_hand_no_more_is_asked_for_and_what_comes_then_is_no_backlog(
    tmp_path: Path,
) -> None:
    taken = InboxRecorder(tmp_path)
    bot = Scripted(
        [],
        [text_update(1, "one")],
        [text_update(2, "two"), text_update(3, "three")],
        [text_update(4, "four")],
    )
    looks = iter([True] * 1000)
    bot.run(taken.inbox, lambda: len(taken.numbers) == 1 and next(looks, False))
    assert next(looks, None) is None
    assert bot.now > OUTAGE_AFTER_S
    assert taken.numbers == [1, 2, 3, 4]


def test_a_short_outage_costs_no_question(tmp_path: Path) -> None:
    taken = InboxRecorder(tmp_path)
    bot = Scripted([], *[NetworkError("down")] * 3, [text_update(4, "one"), text_update(5, "two")])
    bot.run(taken.inbox)
    assert taken.numbers == [4, 5]


def test_a_backlog_of_any_length_is_handed_on_in_pieces(tmp_path: Path) -> None:
    """Of each piece the newest question of a chat; updates held in memory are bounded."""
    taken, held = InboxRecorder(tmp_path, max_held=300), []
    batches = [
        [text_update(number, "?", chat=number) for number in range(first, first + 100)]
        for first in range(1, 1000, 100)
    ]

    class Watched(Scripted):
        async def get_raw_updates(self, *arguments: Any) -> list[Any]:
            held.append(len(taken.inbox._held))
            return await super().get_raw_updates(*arguments)

    Watched(*batches, []).run(taken.inbox)
    assert max(held) < 300
    assert len(taken.updates) == sum(map(len, batches))


def test_updates_without_a_number_are_skipped_and_do_not_keep_it_busy(tmp_path: Path) -> None:
    taken = InboxRecorder(tmp_path)
    odd: list[Any] = [{"no": "number"}, {"update_id": 2**70}, {"update_id": True}]
    bot = Scripted(odd, odd, odd, [text_update(9, "nine"), {"update_id": 2**60}])
    bot.run(taken.inbox)
    assert taken.numbers == [9]
    assert bot.offsets == [None] * 4 + [10]
    assert bot.now >= 2 * MIN_WAIT_S
