"""A disk without room for anything more that the bot would keep."""

from __future__ import annotations

import sqlite3

import pytest

from bot.telegram.store import Store


def full(store: Store) -> None:
    """Let the state's file grow no further, as on a full disk."""
    database = store._db
    (pages,) = database.execute("PRAGMA page_count").fetchone()
    database.execute(f"PRAGMA max_page_count = {pages}")
    # What room the last page has is taken, too.
    for size in (4000, 400, 40, 4):
        with pytest.raises(sqlite3.OperationalError, match="full"):
            fill(store, size, pages * 100)


def fill(store: Store, size: int, times: int) -> None:
    for number in range(times):
        store.save_session(f"filler {size} {number}", "x" * size)
