"""What is done now and then while the bot runs: owed answers, and forgetting in time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from telegram import Update

from bot.telegram.delivery.retry_queue import Owed
from bot.telegram.store import Store, at_best

# Seconds between rounds, and rounds between two times of tidying: an hour.
AGAIN, TIDY = 300.0, 12


class Upkeep:
    """Rounds through what is kept."""

    def __init__(
        self,
        store: Store,
        owed: Owed,
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
            await self._sleep(AGAIN)
            rounds += 1
            for update in self._owed.due():
                await self._put(update)
            if rounds % TIDY == 0:
                with at_best("what is older than it is kept for was not dropped"):
                    await asyncio.to_thread(self._store.tidy)
