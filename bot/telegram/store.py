"""What the bot stores: sessions, approved people, feedback, and updates not yet answered."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bot.telegram.database import MIGRATIONS, Database, best_effort

__all__ = ["FEEDBACK_DAYS", "MIGRATIONS", "SESSION_DAYS", "UPDATE_DAYS", "Store", "best_effort"]

SESSION_DAYS, UPDATE_DAYS, FEEDBACK_DAYS = 30, 2, 365
MAX_TRIES = 3
_MAX_NAME_CHARS = 60
_DAY_S = 86400
# The most rows of the tables that every user adds to. A row of ``seen`` is some
# 30 bytes once it is finished, a session at most a few kilobytes. Only admins add bans: of those
# none is ever dropped.
MAX_ROWS = {"seen": 20_000, "session": 20_000, "feedback": 100_000}
# The tables are counted after this number of new updates; one that is too long loses its oldest
# rows, down to nine tenths, so that this happens seldom.
UPDATES_PER_TRIM = 500
_TRIM_SQL = {
    # An update that is not finished is not forgotten: few are, as no more are fetched meanwhile.
    "seen": "DELETE FROM seen WHERE open IS NULL AND id IN"
    " (SELECT id FROM seen WHERE open IS NULL ORDER BY at DESC, id DESC LIMIT -1 OFFSET ?)",
    "session": "DELETE FROM session WHERE rowid IN"
    " (SELECT rowid FROM session ORDER BY touched DESC LIMIT -1 OFFSET ?)",
    "feedback": "DELETE FROM feedback WHERE rowid IN"
    " (SELECT rowid FROM feedback ORDER BY at DESC LIMIT -1 OFFSET ?)",
}


class Store(Database):
    """The bot's tables; safe to use from several threads. Those in ``MAX_ROWS`` are bounded."""

    def __init__(
        self,
        file: Path,
        *,
        clock: Callable[[], float] = time.time,
        max_rows: Mapping[str, int] = MAX_ROWS,
    ) -> None:
        """Open or create the file; ConfigError when it cannot be used."""
        super().__init__(file, clock=clock)
        self._max_rows, self._updates_added = max_rows, 0

    # Updates: each is answered once, and one that a crash interrupted is answered after it.

    def add_update(self, update_id: int, update: str) -> bool:
        """Store an update as unfinished; False when it was stored before."""
        self._updates_added += 1
        if self._updates_added % UPDATES_PER_TRIM == 0:
            self.trim()
        return self._write(
            "INSERT OR IGNORE INTO seen (id, at, open) VALUES (?, ?, ?)",
            update_id, self._clock(), update,
        )  # fmt: skip

    def finish_update(self, update_id: int) -> None:
        """Mark an update as dealt with."""
        self._write("UPDATE seen SET open = NULL WHERE id = ?", update_id)

    def unfinished_updates(self) -> list[dict[str, Any]]:
        """Updates that were stored and never finished, oldest first; they stay unfinished.

        An update returned ``MAX_TRIES`` times is dropped: it may be what ends the process.
        """
        with best_effort("how often an update was tried"), self._transaction():
            self._db.execute("UPDATE seen SET open = NULL WHERE tries >= ?", (MAX_TRIES,))
            self._db.execute("UPDATE seen SET tries = tries + 1 WHERE open IS NOT NULL")
        rows = self._rows("SELECT open FROM seen WHERE open IS NOT NULL ORDER BY id")
        return [json.loads(text) for (text,) in rows]

    # Sessions.

    def save_session(self, chat: str, state: str) -> None:
        """Store the session of a conversation, in place of an older one."""
        self._write(
            "INSERT INTO session VALUES (?, ?, ?) ON CONFLICT (chat)"
            " DO UPDATE SET state = excluded.state, touched = excluded.touched",
            chat, state, self._clock(),
        )  # fmt: skip

    def load_session(self, chat: str) -> str | None:
        """The stored session of a conversation."""
        row = self._row("SELECT state FROM session WHERE chat = ?", chat)
        return row[0] if row else None

    def delete_conversation(self, chat: str, user: int) -> None:
        """Delete a chat's sessions, and a user's feedback and pending request for access."""
        with self._transaction():
            self._db.execute(
                "DELETE FROM session WHERE chat = ? OR chat LIKE ?", (chat, f"{chat}/%")
            )
            self._db.execute("DELETE FROM feedback WHERE user = ?", (user,))
            self._db.execute("DELETE FROM pairing WHERE user = ?", (user,))
        # It is deleted already: what the journal still holds goes with the next cleanup at latest.
        with best_effort("that what was deleted has left the journal"):
            self.clear_journal()

    def move_session(self, old: str, new: str) -> None:
        """Store a session under another key: the group has become a supergroup."""
        self._write("UPDATE OR REPLACE session SET chat = ? WHERE chat = ?", new, old)

    # People.

    def list_people(self) -> dict[int, str]:
        """The names of approved people by their ids."""
        return dict(self._rows("SELECT id, name FROM person"))

    def request_code(
        self, user: int, name: str, language: str = "en", *, lifetime_s: float, max_pending: int
    ) -> str:
        """A code for a user who asks for access, the same one until it expires.

        At most ``max_pending`` are kept: a new one takes the place of the oldest.
        """
        now = self._clock()
        with self._transaction():
            self._db.execute("DELETE FROM pairing WHERE expires < ?", (now,))
            known = self._db.execute("SELECT code FROM pairing WHERE user = ?", (user,)).fetchone()
            if known:
                code: str = known[0]
                return code
            self._db.execute(
                "DELETE FROM pairing WHERE code IN"
                " (SELECT code FROM pairing ORDER BY expires DESC, rowid DESC LIMIT -1 OFFSET ?)",
                (max_pending - 1,),
            )
            code = secrets.token_hex(4).upper()
            # A name may contain half a surrogate pair, which SQLite cannot store.
            stored_name = name[:_MAX_NAME_CHARS].encode("utf-8", "replace").decode()
            row = (code, user, stored_name, now + lifetime_s, language)
            self._db.execute("INSERT INTO pairing VALUES (?, ?, ?, ?, ?)", row)
            return code

    def approve_code(self, code: str) -> tuple[int, str, str] | None:
        """Approve the holder of a code: their id, name and language; None if it is not valid."""
        now = self._clock()
        with self._transaction():
            rows = self._db.execute("SELECT * FROM pairing").fetchall()
            fits = [row for row in rows if secrets.compare_digest(row[0].encode(), code.encode())]
            if not fits or fits[0][3] < now:
                return None
            _, user, name, _, language = fits[0]
            self._db.execute("DELETE FROM pairing WHERE code = ?", (fits[0][0],))
            self._db.execute("DELETE FROM ban WHERE id = ?", (user,))
            self._db.execute("INSERT OR REPLACE INTO person VALUES (?, ?, ?)", (user, name, now))
            return int(user), str(name), str(language)

    def remove_person(self, user: int) -> bool:
        """Withdraw a user's approval; False when there was none."""
        return self._write("DELETE FROM person WHERE id = ?", user)

    # Bans, of users and of chats.

    def list_bans(self) -> list[int]:
        """The banned ids, the latest first."""
        return [number for (number,) in self._rows("SELECT id FROM ban ORDER BY since DESC, id")]

    def add_ban(self, number: int) -> None:
        """Ban a user or a chat, and drop their code."""
        with self._transaction():
            self._db.execute("INSERT OR IGNORE INTO ban VALUES (?, ?)", (number, self._clock()))
            self._db.execute("DELETE FROM pairing WHERE user = ?", (number,))

    def remove_ban(self, number: int) -> bool:
        """End the ban of a user or a chat; False when there was none."""
        return self._write("DELETE FROM ban WHERE id = ?", number)

    # Feedback and housekeeping.

    def save_feedback(self, chat: str, user: int, verdict: str, turn: int) -> None:
        """Store a thumb up or down; a user's latest one on an answer replaces the others."""
        self._write(
            "INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?, ?)",
            self._clock(), chat, user, verdict, turn,
        )  # fmt: skip

    def count_rows(self, table: str) -> int:
        """The number of rows of a table."""
        if table not in ("session", "person", "pairing", "feedback", "seen", "ban"):
            raise ValueError(table)
        return int(self._row(f"SELECT count(*) FROM {table}")[0])  # noqa: S608 (of six names)

    def trim(self) -> None:
        """Delete the oldest rows of each table that has more than ``max_rows``."""
        with best_effort("that old rows were deleted"):
            for table, sql in _TRIM_SQL.items():
                if self.count_rows(table) > self._max_rows[table]:
                    self._write(sql, self._max_rows[table] * 9 // 10)

    def delete_expired(self) -> None:
        """Delete everything that is past its retention time."""
        now = self._clock()
        oldest = {
            "DELETE FROM session WHERE touched < ?": now - SESSION_DAYS * _DAY_S,
            "DELETE FROM seen WHERE at < ?": now - UPDATE_DAYS * _DAY_S,
            "DELETE FROM feedback WHERE at < ?": now - FEEDBACK_DAYS * _DAY_S,
            "DELETE FROM pairing WHERE expires < ?": now,
        }
        with self._transaction():
            for sql, until in oldest.items():
                self._db.execute(sql, (until,))
        self.trim()
