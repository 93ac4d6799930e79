"""Where updates come from."""

from __future__ import annotations

from typing import Any

from bot.telegram.updates.polling import UpdatePoller
from bot.telegram.updates.source import STALE_AFTER_S, PollingSource


class Clock:
    """A clock that sleeping puts forward."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def test_a_bot_that_hears_nothing_from_telegram_is_not_ready() -> None:
    clock = Clock()
    nothing: Any = None
    poller = UpdatePoller(nothing, nothing)
    source = PollingSource(nothing, poller, 1.0, clock=clock)
    assert not source.is_receiving()
    poller.last_answer_at = clock.now
    clock.now = STALE_AFTER_S - 1
    assert source.is_receiving()
    clock.now = STALE_AFTER_S + 1
    assert not source.is_receiving()
