"""Where updates come from."""

from __future__ import annotations

from typing import Any

from bot.telegram.updates.polling import UpdatePoller
from bot.telegram.updates.source import STALE_AFTER_S, PollingSource
from tests.support.clocks import Clock


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
