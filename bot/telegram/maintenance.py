"""What is done now and then while the bot runs: owed answers, and forgetting in time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from telegram import Update

from bot.telegram.delivery.retry_queue import RetryQueue
from bot.telegram.store import Store, best_effort

# Seconds between rounds, and rounds between two times of tidying: an hour.
ROUND_INTERVAL_S, ROUNDS_PER_CLEANUP = 300.0, 12


class Maintenance:
    """Rounds through what is kept."""

    def __init__(
        self,
        store: Store,
        owed: RetryQueue,
        put: Callable[[Update], Awaitable[None]],
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Hand what is owed an answer to ``put`` once more."""
        self._store, self._owed, self._put, self._sleep = store, owed, put, sleep

    async def run(self) -> None:
        """Make rounds until cancelled."""
        rounds = 0
        while True:
            await self._sleep(ROUND_INTERVAL_S)
            rounds += 1
            for update in self._owed.due():
                await self._put(update)
            if rounds % ROUNDS_PER_CLEANUP == 0:
                with best_effort("what is older than it is kept for was not dropped"):
                    await asyncio.to_thread(self._store.tidy)
