"""How fast we may talk: a limiter for each chat, so that one slow chat delays no other.

The library's own limiter has none for private chats and, told to wait by one chat, halts all.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

_LOG = logging.getLogger("tradewind.telegram")
# Telegram's: a message a second in a chat, twenty a minute in a group, thirty a second overall;
# a few at once are let pass. Each is how many at once, and how many a second after that.
PRIVATE_RATE, GROUP_RATE = (3.0, 1.0), (6.0, 1 / 3)
MIN_TOTAL_BURST, MESSAGES_PER_S = 4.0, 25.0
# What Telegram counts as messages, even where it is no more than a glimpse; and what it shows in
# the place of one, which is no use more than once a second.
_COUNTED_METHODS = frozenset({"sendMessage", "editMessageText"})
_REPLACING_METHODS = frozenset({"editMessageText", "sendMessageDraft"})
REPLACE_INTERVAL_S = 1.0
MAX_CHATS = 4096
MAX_TRIES = 8


class Priority(IntEnum):
    """What becomes of a call that would have to wait: a glimpse is left out, a word waits."""

    # The library passes nothing on that is false, such as a nought.
    DROPPABLE = 1
    MUST_SEND = 2


@dataclass
class TokenBucket:
    """So many calls at once, and so many a second after that."""

    size: float
    rate: float
    seen: float
    level: float = field(init=False)

    def __post_init__(self) -> None:
        self.level = self.size

    def wait(self, now: float) -> float:
        """Seconds until the next call may be made, which is taken as made."""
        self.level = min(self.size, self.level + (now - self.seen) * self.rate) - 1
        self.seen = now
        return max(0.0, -self.level / self.rate)

    def take(self, now: float) -> bool:
        """Whether a call could be made without waiting; it is taken as made then."""
        ready = self.ready(now)
        if ready:
            self.wait(now)
        return ready

    def ready(self, now: float) -> bool:
        """Whether a call could be made without waiting."""
        return min(self.size, self.level + (now - self.seen) * self.rate) >= 1


class _ChatLimit:
    def __init__(self, now: float, *, group: bool) -> None:
        self.bucket = TokenBucket(*(GROUP_RATE if group else PRIVATE_RATE), now)
        self.turn = asyncio.Lock()
        self.closed_until = 0.0
        self.shown_at = float("-inf")


class ChatRateLimiter(BaseRateLimiter[Priority]):
    """Calls of one chat in their order and at its pace; a chat told to wait waits alone."""

    def __init__(
        self,
        *,
        a_second: float = MESSAGES_PER_S,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Write so many messages a second over all chats; tell the time by ``clock``."""
        self._clock, self._sleep = clock, sleep
        self._all = TokenBucket(max(MIN_TOTAL_BURST, a_second / 4), a_second, clock())
        self._chats: OrderedDict[str, _ChatLimit] = OrderedDict()
        self.waited = 0

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to put away."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Priority | None,
    ) -> Any:
        """The result of a call, made when its chat may be talked to."""
        where = data.get("chat_id")
        if where is None:
            return await callback(*args, **kwargs)
        chat = self._chat(str(where))
        if rate_limit_args is Priority.DROPPABLE:
            if not self._may_show(chat, endpoint):
                return True
            return await self._glimpse(chat, callback, args, kwargs)
        async with chat.turn:
            for left in range(MAX_TRIES - 1, -1, -1):
                await self._pause(chat)
                try:
                    return await callback(*args, **kwargs)
                except RetryAfter as told:
                    self._close(chat, told, endpoint)
                    if not left:
                        raise
        raise AssertionError("unreachable")

    def _may_show(self, chat: _ChatLimit, endpoint: str) -> bool:
        """Whether a glimpse may be shown now; what Telegram counts is taken as made then."""
        now, counted = self._clock(), endpoint in _COUNTED_METHODS
        if chat.turn.locked() or now < chat.closed_until:
            return False
        if endpoint in _REPLACING_METHODS and now - chat.shown_at < REPLACE_INTERVAL_S:
            return False
        # "Typing" is no message: however many these are, whoever asks now sees that we heard.
        if (counted or endpoint in _REPLACING_METHODS) and not self._all.ready(now):
            return False
        if counted:
            if not chat.bucket.take(now):
                return False
            self._all.wait(now)
        if endpoint in _REPLACING_METHODS:
            chat.shown_at = now
        return True

    async def _glimpse(
        self,
        chat: _ChatLimit,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: Any,
    ) -> Any:
        """A call that is worth nothing later: made now or not at all."""
        try:
            return await callback(*args, **kwargs)
        except RetryAfter as told:
            self._close(chat, told, "a glimpse")
            return True

    async def _pause(self, chat: _ChatLimit) -> None:
        now = self._clock()
        wait = max(chat.bucket.wait(now), self._all.wait(now), chat.closed_until - now)
        if wait > 0:
            self.waited += 1
            await self._sleep(wait)

    def _close(self, chat: _ChatLimit, told: RetryAfter, endpoint: str) -> None:
        after = told.retry_after
        seconds = after if isinstance(after, (int, float)) else after.total_seconds()
        if self._clock() >= chat.closed_until:
            _LOG.warning("told to wait %.0f s before %s", seconds, endpoint)
        # A little more than asked: clocks differ.
        chat.closed_until = max(chat.closed_until, self._clock() + seconds + 0.1)

    def _chat(self, key: str) -> _ChatLimit:
        chat = self._chats.pop(key, None) or _ChatLimit(
            self._clock(), group=key.startswith(("-", "@"))
        )
        self._chats[key] = chat
        while len(self._chats) > MAX_CHATS:
            oldest, gone = next(iter(self._chats.items()))
            if gone.turn.locked():
                break
            del self._chats[oldest]
        return chat
