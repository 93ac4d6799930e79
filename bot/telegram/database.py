"""The bot's SQLite file.

Each change is one transaction, so a killed process leaves the state before it or after it. The
file's ``user_version`` says which migrations it has had.
"""

from __future__ import annotations

import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.logs import get_logger
from knowledge.errors import ConfigError
from knowledge.files import make_private, restrict_to_owner

_LOG = get_logger(__name__)
# Step n brings a file of version n to version n + 1.
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
    "CREATE TABLE ban (id INTEGER PRIMARY KEY, since REAL NOT NULL);",
    # From here on deleted rows are overwritten; a file of before is written anew, without them.
    "",
)
SCRUBBED_VERSION = 5
# Longest wait for another process that keeps the file: the bot stands still meanwhile.
BUSY_TIMEOUT_S = 2.0


@contextmanager
def best_effort(what: str) -> Iterator[None]:
    """Log a failure to store ``what`` and go on: on a full disk answers matter more."""
    try:
        yield
    except (sqlite3.Error, UnicodeError) as error:
        _LOG.error("not stored: %s (%s)", what, error)


class Database:
    """The file with its schema brought up to date; safe to use from several threads."""

    def __init__(self, file: Path, *, clock: Callable[[], float] = time.time) -> None:
        """Open or create the file; ConfigError when it cannot be used."""
        self._clock = clock
        self._lock = threading.Lock()
        try:
            # The secret in it signs buttons, and messages stand in it until they are answered.
            # SQLite gives its journal the same mode.
            make_private(file)
            restrict_to_owner(*(Path(f"{file}{end}") for end in ("-wal", "-shm")))
            self._db = sqlite3.connect(
                file, timeout=BUSY_TIMEOUT_S, check_same_thread=False, isolation_level=None
            )
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            # What is deleted is overwritten, in every build of SQLite.
            self._db.execute("PRAGMA secure_delete=ON")
            self._migrate()
        except (OSError, sqlite3.Error) as error:
            raise ConfigError(
                f"The bot's database {file.name} cannot be opened ({error}).",
                fix="Free some disk space, or move the file away to start with a new one.",
            ) from None

    def _migrate(self) -> None:
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        if version > len(MIGRATIONS):
            raise sqlite3.DatabaseError("it was written by a newer version")
        is_old = 0 < version < SCRUBBED_VERSION
        for number, step in enumerate(MIGRATIONS[version:], version + 1):
            self._db.executescript(f"BEGIN; {step} PRAGMA user_version = {number}; COMMIT;")
        if is_old:
            with best_effort("that what earlier versions deleted has left the file"):
                self._db.execute("VACUUM")
        with self._transaction():
            key = secrets.token_bytes(32)
            self._db.execute("INSERT OR IGNORE INTO secret VALUES (1, ?)", (key,))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                # A full disk has already ended the transaction.
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def _write(self, sql: str, *values: object) -> bool:
        """Run one statement as a transaction of its own; True if it changed one row."""
        with self._lock:
            return self._db.execute(sql, values).rowcount == 1

    def _row(self, sql: str, *values: object) -> Any:
        with self._lock:
            return self._db.execute(sql, values).fetchone()

    def _rows(self, sql: str, *values: object) -> list[Any]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def clear_journal(self) -> bool:
        """Empty the write-ahead log, in which deleted rows still stand; False when it is in use."""
        with self._lock:
            (is_busy, *_) = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not is_busy

    def close(self) -> None:
        """Flush and close the file."""
        with self._lock:
            self._db.close()

    @property
    def signing_key(self) -> bytes:
        """The secret that signs buttons; created with the file."""
        key: bytes = self._row("SELECT key FROM secret")[0]
        return key
