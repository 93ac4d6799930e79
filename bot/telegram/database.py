"""The file in which the bot keeps what it must not lose.

One SQLite file. Every change is one transaction, so a killed process leaves the state before it
or after it; the file's version says how to bring an older one up to date.
"""

from __future__ import annotations

import logging
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from knowledge.errors import ConfigError

_LOG = logging.getLogger("tradewind.telegram")
# Each step brings the file from its index to the next version.
MIGRATIONS = (
    """
    CREATE TABLE secret (one INTEGER PRIMARY KEY CHECK (one = 1), key BLOB NOT NULL);
    CREATE TABLE session (chat TEXT PRIMARY KEY, state TEXT NOT NULL, touched REAL NOT NULL);
    CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT NOT NULL, since REAL NOT NULL);
    CREATE TABLE pairing (code TEXT PRIMARY KEY, user INTEGER NOT NULL, name TEXT NOT NULL,
                          expires REAL NOT NULL);
    CREATE TABLE feedback (at REAL NOT NULL, chat TEXT NOT NULL, user INTEGER NOT NULL,
                           verdict TEXT NOT NULL, turn INTEGER NOT NULL);
    CREATE TABLE seen (id INTEGER PRIMARY KEY, at REAL NOT NULL, open TEXT);
    """,
    """
    ALTER TABLE seen ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
    DELETE FROM feedback WHERE rowid NOT IN
        (SELECT max(rowid) FROM feedback GROUP BY user, chat, turn);
    CREATE UNIQUE INDEX one_verdict ON feedback (user, chat, turn);
    """,
    "ALTER TABLE pairing ADD COLUMN language TEXT NOT NULL DEFAULT 'en';",
)


@contextmanager
def best_effort(what: str) -> Iterator[None]:
    """Go on without having kept something: on a full disk an answer is worth more than a note."""
    try:
        yield
    except (sqlite3.Error, UnicodeError) as error:
        _LOG.error("not kept: %s (%s)", what, error)


class Database:
    """The file; safe to use from several threads."""

    def __init__(self, file: Path, *, clock: Callable[[], float] = time.time) -> None:
        """Open or make the file; ConfigError when it cannot be used."""
        self._clock = clock
        self._lock = threading.Lock()
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._migrate()
        except (OSError, sqlite3.Error) as error:
            raise ConfigError(
                f"The bot's state in {file.name} cannot be opened ({error}).",
                fix="Free some room, or move the file away to begin anew.",
            ) from None

    def _migrate(self) -> None:
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        if version > len(MIGRATIONS):
            raise sqlite3.DatabaseError("it was written by a newer version")
        for number, step in enumerate(MIGRATIONS[version:], version + 1):
            self._db.executescript(f"BEGIN; {step} PRAGMA user_version = {number}; COMMIT;")
        with self._change():
            made = secrets.token_bytes(32)
            self._db.execute("INSERT OR IGNORE INTO secret VALUES (1, ?)", (made,))

    @contextmanager
    def _change(self) -> Iterator[None]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                # A full disk has ended the transaction already.
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def _write(self, sql: str, *values: object) -> bool:
        """Whether one statement, a transaction by itself, changed a row."""
        with self._lock:
            return self._db.execute(sql, values).rowcount == 1

    def _row(self, sql: str, *values: object) -> Any:
        with self._lock:
            return self._db.execute(sql, values).fetchone()

    def _rows(self, sql: str, *values: object) -> list[Any]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def close(self) -> None:
        """Write out and let go of the file."""
        with self._lock:
            self._db.close()

    @property
    def key(self) -> bytes:
        """The secret that buttons are signed with, made once."""
        key: bytes = self._row("SELECT key FROM secret")[0]
        return key
