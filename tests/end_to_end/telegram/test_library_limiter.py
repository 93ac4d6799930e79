"""Why the library's own limiter is not used: what it loses and whom it halts."""

from __future__ import annotations

import asyncio
import datetime as dt
from contextlib import suppress
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import AIORateLimiter

from bot.telegram.delivery.rate_limiter import (
    PRIVATE_RATE,
    ChatRateLimiter,
)
from bot.telegram.priority import Priority
from tests.support.clocks import SharedClock
from tests.support.rate_limits import call, run


def test_where_the_librarys_limiter_gives_up_or_halts_everybody_ours_does_not() -> None:
    """One chat is told to wait for 0.2 s; another one, and that chat's own word, at the same
    time: seconds until each arrived, None for never. Measured on the real clock."""

    async def measure(limiter: Any, arguments: Any) -> dict[str, float | None]:
        loop, told = asyncio.get_running_loop(), [RetryAfter(dt.timedelta(seconds=0.2))]
        began, done = loop.time(), dict[str, float | None](slow=None, other=None)

        async def send(name: str) -> bool:
            if name == "slow" and told:
                raise told.pop()
            done[name] = loop.time() - began
            return True

        async def say(name: str, chat: int) -> None:
            with suppress(RetryAfter):
                await limiter.process_request(
                    lambda: send(name), (), {}, "sendMessage", {"chat_id": chat}, arguments
                )

        await limiter.initialize()
        slow = asyncio.ensure_future(say("slow", 42))
        await asyncio.sleep(0.01)
        await say("other", 7)
        await slow
        await limiter.shutdown()
        return done

    theirs = asyncio.run(measure(AIORateLimiter(), None))
    patient = asyncio.run(measure(AIORateLimiter(max_retries=8), None))
    ours = asyncio.run(measure(ChatRateLimiter(), Priority.MUST_SEND))
    # As it comes, it loses the word; told to try again, it halts the other chat as well.
    assert theirs["slow"] is None
    assert patient["slow"]
    assert patient["other"]
    assert patient["other"] > 0.15
    assert ours["slow"]
    assert ours["other"]
    assert ours["other"] < 0.15
    assert 0.2 <= ours["slow"] < 2.0


def test_thirty_words_to_one_chat_are_held_back_where_the_librarys_limiter_lets_all_go() -> None:
    async def theirs() -> float:
        limiter, loop = AIORateLimiter(), asyncio.get_running_loop()
        await limiter.initialize()
        began = loop.time()

        async def send() -> bool:
            return True

        for _ in range(30):
            await limiter.process_request(send, (), {}, "sendMessage", {"chat_id": 7}, None)
        await limiter.shutdown()
        return loop.time() - began

    async def ours(limiter: ChatRateLimiter, clock: SharedClock) -> None:
        began = clock.now
        for _ in range(30):
            await call(limiter, 7, lambda: None)
        assert clock.now - began >= 30 - PRIVATE_RATE[0]

    assert asyncio.run(theirs()) < 2
    run(ours)
