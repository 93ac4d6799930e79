"""Asking Telegram for updates, for as long as the bot runs."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from telegram.error import Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.telegram.bot import LeanBot
from bot.telegram.updates.authorization import UPDATE_KINDS
from bot.telegram.updates.inbox import Inbox
from knowledge.errors import ConfigError

_LOG = logging.getLogger("tradewind.telegram")
BATCH_SIZE, LONG_POLL_S = 100, 30
MIN_WAIT_S, MAX_WAIT_S = 0.5, 30.0
# After so long without updates those that then come have waited. Seconds.
OUTAGE_AFTER_S = 60.0
# How often to look whether there is room for more. Seconds.
CROWD_CHECK_S = 0.1


class UpdatePoller:
    """Takes updates from Telegram, one batch after the other.

    ``good_at`` is when Telegram last answered, ``caught_up`` is set once nothing waits any more.
    """

    def __init__(
        self,
        bot: LeanBot,
        intake: Inbox,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Hand every update to ``intake``."""
        self._bot, self._intake, self._clock, self._sleep = bot, intake, clock, sleep
        self._next: int | None = None
        self.good_at = float("-inf")
        self.caught_up = asyncio.Event()

    async def run(self) -> None:
        """Take updates until cancelled; ConfigError when Telegram does not want us any more."""
        wait = MIN_WAIT_S
        while True:
            try:
                began = self._clock()
                if began - self.good_at > OUTAGE_AFTER_S:
                    await self._catch_up()
                batch = await self._ask(LONG_POLL_S)
                await self._intake.take(batch)
                await self._room()
                wait = MIN_WAIT_S
                # A server that does not wait with its answer must not be asked without a pause.
                if batch or self._clock() - began > MIN_WAIT_S:
                    continue
            except (InvalidToken, Forbidden):
                raise ConfigError(
                    "Telegram does not accept the token any more.",
                    fix="Get a new one from @BotFather and start again.",
                ) from None
            except Conflict:
                _LOG.error("another process asks for this bot's updates; stop one of the two")
            except RetryAfter as told:
                wait = retry_after_seconds(told)
            except TelegramError as error:
                _LOG.warning("no updates (%s); asking again in %.1f s", error.message, wait)
            await self._sleep(wait)
            wait = min(max(wait, MIN_WAIT_S) * 2, MAX_WAIT_S)

    async def leave(self) -> None:
        """Tell Telegram what was taken, so that it is not sent again."""
        if self._next is not None:
            await self._bot.raw_updates(self._next, 1, 0, UPDATE_KINDS)

    async def _catch_up(self) -> None:
        """Take what waited for us: the newest of each conversation, and what has an effect."""
        while batch := await self._ask(0):
            self._intake.hold(batch)
        await self._intake.release()
        self.caught_up.set()

    async def _room(self) -> None:
        """Wait while too much is in hand: Telegram keeps the rest for a day, and in order."""
        while self._intake.crowded():
            await self._sleep(CROWD_CHECK_S)
            # It is we who pause, so what comes then is no backlog of an outage.
            self.good_at = self._clock()

    async def _ask(self, patience: int) -> list[Any]:
        batch = await self._bot.raw_updates(self._next, BATCH_SIZE, patience, UPDATE_KINDS)
        numbers = [n for told in batch if isinstance(n := _update_id(told), int)]
        if numbers:
            self._next = max(numbers) + 1
        if not batch or patience:
            self.good_at = self._clock()
        return batch


def _update_id(told: Any) -> Any:
    return told.get("update_id") if isinstance(told, dict) else None


def retry_after_seconds(told: RetryAfter) -> float:
    """How long Telegram tells us to wait."""
    after = told.retry_after
    return float(after if isinstance(after, (int, float)) else after.total_seconds())
