"""Fetching updates by long polling."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from telegram.error import Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.logs import get_logger
from bot.telegram.bot import LeanBot
from bot.telegram.timer import retry_after_seconds
from bot.telegram.updates.authorization import UPDATE_KINDS
from bot.telegram.updates.inbox import Inbox
from bot.telegram.updates.update_shape import is_update_id
from knowledge.errors import ConfigError

_LOG = get_logger(__name__)
BATCH_SIZE, LONG_POLL_S = 100, 30
MIN_WAIT_S, MAX_WAIT_S = 0.5, 30.0
# After so long without an answer from Telegram, the updates that follow are a backlog.
OUTAGE_AFTER_S = 60.0
# How often to check whether there is room for more updates.
CROWD_CHECK_S = 0.1


class UpdatePoller:
    """Fetches updates from Telegram, one batch after the other.

    ``last_answer_at`` is when Telegram last answered, ``caught_up`` is set after the backlog.
    """

    def __init__(
        self,
        bot: LeanBot,
        inbox: Inbox,
        is_crowded: Callable[[], bool] = lambda: False,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Give every update to ``inbox``; fetch none while ``is_crowded``."""
        self._bot, self._inbox, self._is_crowded = bot, inbox, is_crowded
        self._clock, self._sleep = clock, sleep
        self._offset: int | None = None
        self.last_answer_at = float("-inf")
        self.caught_up = asyncio.Event()

    async def run(self) -> None:
        """Fetch updates until cancelled; ConfigError when Telegram rejects the token."""
        wait_s = MIN_WAIT_S
        while True:
            try:
                needs_pause = not await self._fetch_batch()
                wait_s = MIN_WAIT_S
                if not needs_pause:
                    continue
            except (InvalidToken, Forbidden):
                raise ConfigError(
                    "Telegram does not accept the token any more.",
                    fix="Get a new one from @BotFather and start again.",
                ) from None
            except Conflict:
                _LOG.error("another process asks for this bot's updates; stop one of the two")
            except RetryAfter as error:
                wait_s = retry_after_seconds(error)
            except TelegramError as error:
                _LOG.warning("no updates (%s); asking again in %.1f s", error.message, wait_s)
            await self._sleep(wait_s)
            wait_s = min(max(wait_s, MIN_WAIT_S) * 2, MAX_WAIT_S)

    async def confirm(self) -> None:
        """Confirm the updates that were received, so that Telegram does not send them again."""
        if self._offset is not None:
            await self._bot.get_raw_updates(self._offset, 1, 0, UPDATE_KINDS)

    async def _fetch_batch(self) -> bool:
        """Receive the next updates; False when a pause is needed before the next call.

        That is when a server answers an empty long poll at once instead of waiting.
        """
        began = self._clock()
        if began - self.last_answer_at > OUTAGE_AFTER_S:
            await self._catch_up()
        batch = await self._fetch(LONG_POLL_S)
        await self._inbox.receive(batch)
        await self._wait_for_room()
        return bool(batch) or self._clock() - began > MIN_WAIT_S

    async def _catch_up(self) -> None:
        """Receive the backlog, and queue what is still answered."""
        while batch := await self._fetch(0):
            if self._inbox.hold(batch):
                await self._inbox.release_held()
                await self._wait_for_room()
        await self._inbox.release_held()
        self.caught_up.set()

    async def _wait_for_room(self) -> None:
        """Wait while too much is queued: Telegram keeps the rest for a day, in order."""
        while self._is_crowded():
            await self._sleep(CROWD_CHECK_S)
            # This pause is ours, so what comes after it is no backlog.
            self.last_answer_at = self._clock()

    async def _fetch(self, timeout_s: int) -> list[Any]:
        batch = await self._bot.get_raw_updates(self._offset, BATCH_SIZE, timeout_s, UPDATE_KINDS)
        ids = [number for data in batch if is_update_id(number := _update_id(data))]
        if ids:
            self._offset = max(ids) + 1
        elif batch:
            # Nothing of it can be confirmed: the server would send it again at once.
            _LOG.error("%d updates without a number are skipped", len(batch))
            batch = []
        if not batch or timeout_s:
            self.last_answer_at = self._clock()
        return batch


def _update_id(data: Any) -> Any:
    return data.get("update_id") if isinstance(data, dict) else None
