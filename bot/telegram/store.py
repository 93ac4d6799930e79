"""What the bot stores: sessions, approved people, feedback, and updates not yet answered."""

from __future__ import annotations

import json
import secrets
from typing import Any

from bot.telegram.database import MIGRATIONS, Database, best_effort

__all__ = ["FEEDBACK_DAYS", "MIGRATIONS", "SESSION_DAYS", "UPDATE_DAYS", "Store", "best_effort"]

SESSION_DAYS, UPDATE_DAYS, FEEDBACK_DAYS = 30, 2, 365
MAX_TRIES = 3
_MAX_NAME_CHARS = 60
_DAY_S = 86400


class Store(Database):
    """The bot's tables; safe to use from several threads."""

    # Updates: each is answered once, and one that a crash interrupted is answered after it.

    def add_update(self, update_id: int, update: str) -> bool:
        """Store an update as unfinished; False when it was stored before."""
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

    def move_session(self, old: str, new: str) -> None:
        """Store a session under another key: the group has become a supergroup."""
        self._write("UPDATE OR REPLACE session SET chat = ? WHERE chat = ?", new, old)

    # People.

    def list_people(self) -> dict[int, str]:
        """The names of approved people by their ids."""
        return dict(self._rows("SELECT id, name FROM person"))

    def request_code(
        self, user: int, name: str, language: str = "en", *, lifetime_s: float, max_pending: int
    ) -> str | None:
        """A code for a user who asks for access, the same one until it expires.

        None when ``max_pending`` codes are pending already.
        """
        now = self._clock()
        with self._transaction():
            self._db.execute("DELETE FROM pairing WHERE expires < ?", (now,))
            known = self._db.execute("SELECT code FROM pairing WHERE user = ?", (user,)).fetchone()
            if known:
                code: str = known[0]
                return code
            (pending,) = self._db.execute("SELECT count(*) FROM pairing").fetchone()
            if pending >= max_pending:
                return None
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
            self._db.execute("INSERT OR REPLACE INTO person VALUES (?, ?, ?)", (user, name, now))
            return int(user), str(name), str(language)

    def remove_person(self, user: int) -> bool:
        """Withdraw a user's approval; False when there was none."""
        return self._write("DELETE FROM person WHERE id = ?", user)

    # Feedback and housekeeping.

    def save_feedback(self, chat: str, user: int, verdict: str, turn: int) -> None:
        """Store a thumb up or down; a user's latest one on an answer replaces the others."""
        self._write(
            "INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?, ?)",
            self._clock(), chat, user, verdict, turn,
        )  # fmt: skip

    def count_rows(self, table: str) -> int:
        """The number of rows of a table."""
        if table not in ("session", "person", "pairing", "feedback", "seen"):
            raise ValueError(table)
        return int(self._row(f"SELECT count(*) FROM {table}")[0])  # noqa: S608 (of five names)

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
