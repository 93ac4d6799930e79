"""The clock and the waits of a running bot, and how long Telegram asks it to wait."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram.error import RetryAfter

Wait = Callable[[asyncio.Event, float], Awaitable[bool]]


async def wait_or_timeout(event: asyncio.Event, seconds: float) -> bool:
    """Wait for an event for at most ``seconds``; True if it was set."""
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True


def retry_after_seconds(error: RetryAfter) -> float:
    """Seconds that Telegram tells us to wait."""
    after = error.retry_after
    return float(after if isinstance(after, (int, float)) else after.total_seconds())


@dataclass(frozen=True)
class Timer:
    """The clock and the waits of a running bot; tests pass faster ones.

    ``clock`` is monotonic, in seconds. ``wait_progress`` is the wait of progress indicators.
    """

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    wait: Wait = wait_or_timeout
    wait_progress: Wait = wait_or_timeout


DEFAULT_TIMER = Timer()
