"""Waiting with a limit."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from telegram.error import RetryAfter

from bot.telegram.timer import retry_after_seconds, wait_or_timeout


def test_an_event_is_waited_for_and_no_longer_than_allowed() -> None:
    async def work() -> tuple[bool, bool]:
        event = asyncio.Event()
        missed = await wait_or_timeout(event, 0.001)
        asyncio.get_running_loop().call_soon(event.set)
        return missed, await wait_or_timeout(event, 5)

    assert asyncio.run(work()) == (False, True)


@pytest.mark.parametrize("after", [7, dt.timedelta(seconds=7)])
def test_telegrams_wait_is_in_seconds_whatever_the_library_makes_of_it(
    after: int | dt.timedelta,
) -> None:
    assert retry_after_seconds(RetryAfter(after)) == 7.0
