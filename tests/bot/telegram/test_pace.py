"""The limiter on a clock of its own: who waits, who does not, and what is left out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from itertools import pairwise
from typing import Any

from telegram.error import RetryAfter

from bot.telegram.pace import A_SECOND, PRIVATE, Pace, Weight


class Clock:
    """A clock that jumps when everybody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        until = self.now + seconds
        while self.now < until:
            await asyncio.sleep(0)
            self.now += 0.01


def run(work: Callable[[Pace, Clock], Awaitable[None]]) -> None:
    clock = Clock()

    async def go() -> None:
        pace = Pace(clock=clock, sleep=clock.sleep)
        await work(pace, clock)

    asyncio.run(go())


def call(
    pace: Pace, chat: int | None, answer: Callable[[], Any], weight: Weight = Weight.WORD
) -> Awaitable[Any]:
    async def send() -> Any:
        return answer()

    data = {} if chat is None else {"chat_id": chat}
    return pace.process_request(send, (), {}, "sendMessage", data, weight)


def test_a_chat_is_written_to_once_a_second_after_a_few_at_once() -> None:
    async def work(pace: Pace, clock: Clock) -> None:
        began, times = clock.now, []
        for _ in range(8):
            await call(pace, 7, lambda: times.append(clock.now - began))
        assert times[int(PRIVATE[0]) - 1] < 0.1
        assert all(b - a > 0.9 for a, b in pairwise(times[3:]))

    run(work)


def test_a_chat_that_must_wait_delays_no_other() -> None:
    async def work(pace: Pace, clock: Clock) -> None:
        told = [RetryAfter(20)]
        began = clock.now
        done: dict[int, float] = {}

        def slow() -> None:
            if told:
                raise told.pop()
            done[42] = clock.now - began

        waiting = asyncio.ensure_future(call(pace, 42, slow))
        await asyncio.sleep(0)
        await call(pace, 7, lambda: done.setdefault(7, clock.now - began))
        await waiting
        assert done[7] < 0.1
        assert 20 <= done[42] < 21

    run(work)


def test_a_word_is_said_after_the_wait_and_in_order() -> None:
    async def work(pace: Pace, clock: Clock) -> None:
        told, said = [RetryAfter(7), RetryAfter(3)], []

        def speak(word: str) -> str:
            if told:
                raise told.pop(0)
            said.append(word)
            return word

        first = asyncio.ensure_future(call(pace, 1, lambda: speak("one")))
        second = asyncio.ensure_future(call(pace, 1, lambda: speak("two")))
        assert await asyncio.gather(first, second) == ["one", "two"]
        assert said == ["one", "two"]

    run(work)


def test_a_glimpse_is_left_out_rather_than_waited_for() -> None:
    async def work(pace: Pace, clock: Clock) -> None:
        told = [RetryAfter(30)]

        def refuse() -> None:
            raise told[0]

        assert await call(pace, 1, refuse, Weight.GLIMPSE) is True
        made: list[int] = []
        before = clock.now
        assert await call(pace, 1, lambda: made.append(1), Weight.GLIMPSE) is True
        assert not made
        assert clock.now == before
        # A word waits for the chat to open again.
        await call(pace, 1, lambda: made.append(2))
        assert made == [2]
        assert clock.now - before >= 30

    run(work)


def test_calls_to_no_chat_never_wait() -> None:
    async def work(pace: Pace, clock: Clock) -> None:
        before = clock.now
        for _ in range(200):
            await call(pace, None, lambda: None)
        assert clock.now == before

    run(work)


def test_all_chats_together_are_held_to_their_rate() -> None:
    async def work(pace: Pace, clock: Clock) -> None:
        times: list[float] = []
        await asyncio.gather(
            *(call(pace, chat, lambda: times.append(clock.now)) for chat in range(1, 121))
        )
        assert len(times) == 120
        assert max(times) - min(times) >= (120 - 7) / A_SECOND

    run(work)
