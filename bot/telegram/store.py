"""What the bot keeps: sessions, who may talk, feedback, and updates not yet answered.

One SQLite file. Every change is one transaction, so a killed process leaves the state before it
or after it; the file's version says how to bring an older one up to date.
"""

from __future__ import annotations

import json
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
SESSION_DAYS, UPDATE_DAYS = 30, 2
_DAY = 86400
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
)


@contextmanager
def at_best(what: str) -> Iterator[None]:
    """Go on without having kept something: on a full disk an answer is worth more than a note."""
    try:
        yield
    except sqlite3.Error as error:
        _LOG.error("not kept: %s (%s)", what, error)


class Store:
    """The bot's state; safe to use from several threads."""

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
                mend="Free some room, or move the file away to begin anew.",
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

    def close(self) -> None:
        """Write out and let go of the file."""
        with self._lock:
            self._db.close()

    @property
    def key(self) -> bytes:
        """The secret that buttons are signed with, made once."""
        key: bytes = self._row("SELECT key FROM secret")[0]
        return key

    # Updates: each is answered once, and one that a crash cut short is answered after it.

    def begin(self, update_id: int, update: str) -> bool:
        """Whether the update is new; from now on it counts as begun."""
        return self._write(
            "INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", update_id, self._clock(), update
        )

    def finish(self, update_id: int) -> None:
        """The update has been dealt with."""
        self._write("UPDATE seen SET open = NULL WHERE id = ?", update_id)

    def unfinished(self) -> list[dict[str, Any]]:
        """Updates that were begun and never finished, the oldest first; they count as new again."""
        with self._change():
            rows = self._db.execute("SELECT open FROM seen WHERE open IS NOT NULL ORDER BY id")
            found = [json.loads(text) for (text,) in rows]
            self._db.execute("DELETE FROM seen WHERE open IS NOT NULL")
        return found

    # Sessions.

    def keep_session(self, chat: str, state: str) -> None:
        """Keep what is remembered of a conversation."""
        self._write(
            "INSERT INTO session VALUES (?, ?, ?) ON CONFLICT (chat)"
            " DO UPDATE SET state = excluded.state, touched = excluded.touched",
            chat, state, self._clock(),
        )  # fmt: skip

    def session(self, chat: str) -> str | None:
        """What was kept of a conversation."""
        found = self._row("SELECT state FROM session WHERE chat = ?", chat)
        return found[0] if found else None

    def forget(self, chat: str, user: int) -> None:
        """Remove everything kept of a conversation and of a user's verdicts."""
        with self._change():
            self._db.execute(
                "DELETE FROM session WHERE chat = ? OR chat LIKE ?", (chat, f"{chat}/%")
            )
            self._db.execute("DELETE FROM feedback WHERE user = ?", (user,))

    def move(self, old: str, new: str) -> None:
        """A group became a supergroup and has another id."""
        self._write("UPDATE OR REPLACE session SET chat = ? WHERE chat = ?", new, old)

    # People.

    def people(self) -> dict[int, str]:
        """Whoever was let in, by id."""
        with self._lock:
            return dict(self._db.execute("SELECT id, name FROM person").fetchall())

    def ask_in(self, user: int, name: str, *, seconds: float, most: int) -> str | None:
        """A code for a user who asks to be let in, the same while it holds; None when too many."""
        now = self._clock()
        with self._change():
            self._db.execute("DELETE FROM pairing WHERE expires < ?", (now,))
            known = self._db.execute("SELECT code FROM pairing WHERE user = ?", (user,)).fetchone()
            if known:
                code: str = known[0]
                return code
            (waiting,) = self._db.execute("SELECT count(*) FROM pairing").fetchone()
            if waiting >= most:
                return None
            code = secrets.token_hex(4).upper()
            row = (code, user, name[:60], now + seconds)
            self._db.execute("INSERT INTO pairing VALUES (?, ?, ?, ?)", row)
            return code

    def let_in(self, code: str) -> tuple[int, str] | None:
        """The user whose code it is, who may talk from now on; the code is spent."""
        now = self._clock()
        with self._change():
            rows = self._db.execute("SELECT code, user, name, expires FROM pairing").fetchall()
            fits = [row for row in rows if secrets.compare_digest(row[0].encode(), code.encode())]
            if not fits or fits[0][3] < now:
                return None
            _, user, name, _ = fits[0]
            self._db.execute("DELETE FROM pairing WHERE code = ?", (fits[0][0],))
            self._db.execute("INSERT OR REPLACE INTO person VALUES (?, ?, ?)", (user, name, now))
            return int(user), str(name)

    def shut_out(self, user: int) -> bool:
        """Whether the user had been let in, and is not any more."""
        return self._write("DELETE FROM person WHERE id = ?", user)

    # Feedback and housekeeping.

    def feedback(self, chat: str, user: int, verdict: str, turn: int) -> None:
        """Keep a thumb up or down."""
        self._write(
            "INSERT INTO feedback VALUES (?, ?, ?, ?, ?)", self._clock(), chat, user, verdict, turn
        )

    def count(self, table: str) -> int:
        """How many rows a table of the state has."""
        if table not in ("session", "person", "pairing", "feedback", "seen"):
            raise ValueError(table)
        return int(self._row(f"SELECT count(*) FROM {table}")[0])  # noqa: S608 (of five names)

    def tidy(self) -> None:
        """Drop what is older than it is kept for."""
        now = self._clock()
        with self._change():
            self._db.execute("DELETE FROM session WHERE touched < ?", (now - SESSION_DAYS * _DAY,))
            self._db.execute(
                "DELETE FROM seen WHERE at < ? AND open IS NULL", (now - UPDATE_DAYS * _DAY,)
            )
            self._db.execute("DELETE FROM pairing WHERE expires < ?", (now,))
