"""The rate limits of the Bot API, with a limiter for each chat so that none delays another.

The library's own limiter has no limit for private chats, and halts every chat when Telegram tells
one of them to wait.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.logs import get_logger
from bot.telegram.delivery.token_bucket import TokenBucket
from bot.telegram.priority import Priority
from bot.telegram.timer import retry_after_seconds

_LOG = get_logger(__name__)
# Burst size, and calls a second after it. Telegram's limits are one message a second in a private
# chat, twenty a minute in a group and thirty a second overall; short bursts are let pass.
PRIVATE_RATE, GROUP_RATE = (3.0, 1.0), (6.0, 1 / 3)
MIN_TOTAL_BURST, MESSAGES_PER_S = 4.0, 25.0
# Methods that Telegram counts as messages even when they only show progress.
_COUNTED_METHODS = frozenset({"sendMessage", "editMessageText"})
# Methods that replace what is shown: useless more than once a second.
_REPLACING_METHODS = frozenset({"editMessageText", "sendMessageDraft"})
REPLACE_INTERVAL_S = 1.0
# Telegram's clock and ours differ.
_RETRY_MARGIN_S = 0.1
MAX_CHATS = 4096
MAX_TRIES = 8

_Call = Callable[[], Coroutine[Any, Any, Any]]


class _ChatLimit:
    """The limit of one chat; ``turn`` keeps its calls in order."""

    def __init__(self, now: float, *, is_group: bool) -> None:
        self.bucket = TokenBucket(*(GROUP_RATE if is_group else PRIVATE_RATE), now)
        self.turn = asyncio.Lock()
        self.closed_until = 0.0
        self.replaced_at = float("-inf")


class ChatRateLimiter(BaseRateLimiter[Priority]):
    """Sends the calls of each chat in order and at its rate."""

    def __init__(
        self,
        *,
        messages_per_s: float = MESSAGES_PER_S,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Allow ``messages_per_s`` over all chats."""
        self._clock, self._sleep = clock, sleep
        burst = max(MIN_TOTAL_BURST, messages_per_s / 4)
        self._total = TokenBucket(burst, messages_per_s, clock())
        self._chats: OrderedDict[str, _ChatLimit] = OrderedDict()
        self.waited = 0

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Priority | None,
    ) -> Any:
        """The result of a call, made when its chat's limit allows.

        A droppable call that would have to wait is not made: the result is True. RetryAfter when
        Telegram still refuses after ``MAX_TRIES``.
        """
        chat_id = data.get("chat_id")
        if chat_id is None:
            return await callback(*args, **kwargs)
        chat = self._chat(str(chat_id))

        async def call() -> Any:
            return await callback(*args, **kwargs)

        if rate_limit_args is Priority.DROPPABLE:
            return await self._call_or_drop(chat, call, endpoint)
        return await self._call_in_turn(chat, call, endpoint)

    async def _call_in_turn(self, chat: _ChatLimit, call: _Call, endpoint: str) -> Any:
        async with chat.turn:
            for tries_left in range(MAX_TRIES - 1, -1, -1):
                await self._wait_for_token(chat)
                try:
                    return await call()
                except RetryAfter as error:
                    self._close(chat, error, endpoint)
                    if not tries_left:
                        raise
        raise AssertionError("unreachable")

    async def _call_or_drop(self, chat: _ChatLimit, call: _Call, endpoint: str) -> Any:
        if not self._take_droppable(chat, endpoint):
            return True
        try:
            return await call()
        except RetryAfter as error:
            self._close(chat, error, endpoint)
            return True

    def _take_droppable(self, chat: _ChatLimit, endpoint: str) -> bool:
        """Whether a droppable call may be made now; if so, it takes the tokens that it costs."""
        now = self._clock()
        is_counted, replaces = endpoint in _COUNTED_METHODS, endpoint in _REPLACING_METHODS
        if chat.turn.locked() or now < chat.closed_until:
            return False
        if replaces and now - chat.replaced_at < REPLACE_INTERVAL_S:
            return False
        # "Typing" is not a message: every user sees at once that we have their question.
        if (is_counted or replaces) and not self._total.has_token(now):
            return False
        if is_counted:
            if not chat.bucket.try_take(now):
                return False
            self._total.reserve(now)
        if replaces:
            chat.replaced_at = now
        return True

    async def _wait_for_token(self, chat: _ChatLimit) -> None:
        now = self._clock()
        wait = max(chat.bucket.reserve(now), self._total.reserve(now), chat.closed_until - now)
        if wait > 0:
            self.waited += 1
            await self._sleep(wait)

    def _close(self, chat: _ChatLimit, error: RetryAfter, endpoint: str) -> None:
        seconds = retry_after_seconds(error)
        if self._clock() >= chat.closed_until:
            _LOG.warning("told to wait %.0f s before %s", seconds, endpoint)
        chat.closed_until = max(chat.closed_until, self._clock() + seconds + _RETRY_MARGIN_S)

    def _chat(self, key: str) -> _ChatLimit:
        is_group = key.startswith(("-", "@"))
        chat = self._chats.pop(key, None) or _ChatLimit(self._clock(), is_group=is_group)
        self._chats[key] = chat
        if len(self._chats) > MAX_CHATS:
            # A chat whose calls wait in order keeps its place; their number is bounded elsewhere.
            idle = (name for name, limit in self._chats.items() if not limit.turn.locked())
            oldest = next(idle, key)
            if oldest != key:
                del self._chats[oldest]
        return chat
