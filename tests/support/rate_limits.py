"""Calls through the rate limiter, on a clock of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from bot.telegram.delivery.rate_limiter import ChatRateLimiter
from bot.telegram.priority import Priority
from tests.support.clocks import SharedClock


def run(work: Callable[[ChatRateLimiter, SharedClock], Awaitable[None]]) -> None:
    """Do the work with a limiter and its clock."""
    clock = SharedClock(1000.0)

    async def go() -> None:
        limiter = ChatRateLimiter(clock=clock, sleep=clock.sleep)
        await work(limiter, clock)

    asyncio.run(go())


def call(
    limiter: ChatRateLimiter,
    chat: int | None,
    answer: Callable[[], Any],
    weight: Priority = Priority.MUST_SEND,
    endpoint: str = "sendMessage",
) -> Awaitable[Any]:
    """Make a call to a chat through the limiter."""

    async def send() -> Any:
        return answer()

    data = {} if chat is None else {"chat_id": chat}
    return limiter.process_request(send, (), {}, endpoint, data, weight)
