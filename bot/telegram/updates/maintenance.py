"""Recurring work: queueing undelivered answers again, deleting expired data for good."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot.telegram.delivery.retry_queue import RetryQueue
from bot.telegram.store import Store, best_effort
from bot.telegram.updates.inbox import PutUpdate

ROUND_INTERVAL_S = 300.0
# Expired data is deleted once an hour.
ROUNDS_PER_CLEANUP = 12


def delete_expired(store: Store) -> None:
    """Delete expired data; a failure is logged and ignored."""
    with best_effort("that expired data was deleted"):
        store.delete_expired()


def clear_journal(store: Store) -> None:
    """Take what was deleted and answered off the disk; a failure is logged and ignored."""
    with best_effort("that what was deleted has left the journal"):
        store.clear_journal()


class Maintenance:
    """The rounds of recurring work."""

    def __init__(
        self,
        store: Store,
        retry_queue: RetryQueue,
        put: PutUpdate,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Queue updates by ``put``."""
        self._store, self._retry_queue, self._put = store, retry_queue, put
        self._sleep = sleep

    async def run(self) -> None:
        """Work in rounds until cancelled."""
        rounds = 0
        while True:
            await self._sleep(ROUND_INTERVAL_S)
            rounds += 1
            for update in self._retry_queue.take_due():
                await self._put(update)
            if rounds % ROUNDS_PER_CLEANUP == 0:
                await asyncio.to_thread(delete_expired, self._store)
            await asyncio.to_thread(clear_journal, self._store)
