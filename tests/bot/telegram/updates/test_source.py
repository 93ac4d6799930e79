"""Where updates come from."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.telegram.updates.polling import UpdatePoller
from bot.telegram.updates.source import STALE_AFTER_S, PollingSource, WebhookSource
from tests.support.clocks import Clock
from tests.support.inboxes import InboxRecorder


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


@pytest.mark.parametrize("crowded", [False, True])
def test_a_webhook_has_no_room_while_too_much_waits_or_once_it_is_closed(
    crowded: bool, tmp_path: Path
) -> None:
    nothing: Any = None
    inbox = InboxRecorder(tmp_path).inbox
    source = WebhookSource(nothing, inbox, nothing, nothing, is_crowded=lambda: crowded)
    assert source._has_room() is not crowded
    assert source.is_receiving()
    asyncio.run(source.close())
    assert not source._has_room()
