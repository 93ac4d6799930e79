"""Clocks that a test moves."""

from __future__ import annotations

import asyncio


class Clock:
    """A clock that stands still until ``now`` is set; sleeping moves it at once.

    ``slept`` are the sleeps so far, in seconds.
    """

    def __init__(self, now: float = 0.0) -> None:
        self.now = now
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


class SharedClock(Clock):
    """A clock for several tasks: it moves on, 10 ms at a time, once all of them sleep."""

    async def sleep(self, seconds: float) -> None:
        until = self.now + seconds
        while self.now < until:
            await asyncio.sleep(0)
            self.now += 0.01
