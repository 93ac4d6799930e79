"""The rounds of recurring work, on a clock of their own."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from telegram import Update

from bot.telegram.delivery.retry_queue import RetryQueue
from bot.telegram.store import SESSION_DAYS, Store
from bot.telegram.updates.maintenance import ROUND_INTERVAL_S, ROUNDS_PER_CLEANUP, Maintenance

DAY_S = 86400


def test_rounds_bring_what_is_owed_back_and_forget_in_time(tmp_path: Path) -> None:
    now, again = [0.0], []
    store = Store(tmp_path / "s.sqlite", clock=lambda: now[0])
    store.save_session("1", "old")
    retry_queue = RetryQueue(store)

    async def sleep(seconds: float) -> None:
        now[0] += seconds
        if now[0] == ROUND_INTERVAL_S:
            retry_queue.keep(Update(5))
            # The session expires between the second round and the next cleanup.
            now[0] += SESSION_DAYS * DAY_S
        if now[0] > SESSION_DAYS * DAY_S + ROUND_INTERVAL_S * (ROUNDS_PER_CLEANUP + 1):
            raise asyncio.CancelledError

    async def put(update: Update) -> None:
        again.append(update.update_id)

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(Maintenance(store, retry_queue, put, sleep=sleep).run())
    assert again == [5]
    assert store.load_session("1") is None


def test_each_round_takes_what_was_answered_off_the_disk(tmp_path: Path) -> None:
    store = Store(tmp_path / "s.sqlite")
    journal = tmp_path / "s.sqlite-wal"
    sizes = []

    async def sleep(_: float) -> None:
        sizes.append(journal.stat().st_size)
        if len(sizes) > 2:
            raise asyncio.CancelledError
        store.add_update(len(sizes), "{}")
        store.finish_update(len(sizes))
        assert journal.stat().st_size

    async def put(_: Update) -> None:
        raise AssertionError

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(Maintenance(store, RetryQueue(store), put, sleep=sleep).run())
    assert sizes[1:] == [0, 0]
    store.close()
