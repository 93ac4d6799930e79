"""Time that runs faster, so that no test waits for rate limits and retries."""

from __future__ import annotations

import asyncio
import time

from bot.telegram.timer import Timer, wait_or_timeout

SPEED = 50


async def fast_sleep(seconds: float) -> None:
    await asyncio.sleep(seconds / SPEED)


async def fast_wait(event: asyncio.Event, seconds: float) -> bool:
    return await wait_or_timeout(event, seconds / SPEED)


def fast_clock() -> float:
    return time.monotonic() * SPEED


# Progress is shown in real time, or every answer would take long.
FAST = Timer(clock=fast_clock, sleep=fast_sleep, wait=fast_wait)
FAST_WITH_PROGRESS = Timer(fast_clock, fast_sleep, fast_wait, wait_progress=fast_wait)
REAL = Timer()
