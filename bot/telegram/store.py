"""What the bot keeps: sessions, who may talk, feedback, and updates not yet answered."""

from __future__ import annotations

import json
import secrets
from typing import Any

from bot.telegram.database import MIGRATIONS, Database, best_effort

__all__ = ["FEEDBACK_DAYS", "MIGRATIONS", "SESSION_DAYS", "UPDATE_DAYS", "Store", "best_effort"]

SESSION_DAYS, UPDATE_DAYS, FEEDBACK_DAYS = 30, 2, 365
# An update that ended the process so often is not tried again.
MAX_TRIES = 3
_DAY_S = 86400


class Store(Database):
    """The bot's state; safe to use from several threads."""

    # Updates: each is answered once, and one that a crash cut short is answered after it.

    def begin(self, update_id: int, update: str) -> bool:
        """Whether the update is new; from now on it counts as begun."""
        return self._write(
            "INSERT OR IGNORE INTO seen (id, at, open) VALUES (?, ?, ?)",
            update_id, self._clock(), update,
        )  # fmt: skip

    def finish(self, update_id: int) -> None:
        """The update has been dealt with."""
        self._write("UPDATE seen SET open = NULL WHERE id = ?", update_id)

    def unfinished(self) -> list[dict[str, Any]]:
        """Updates that were begun and never finished, the oldest first; they stay begun.

        One that was given back too often is not: it may be what ends the process each time.
        """
        with best_effort("how often an update was tried"), self._change():
            self._db.execute("UPDATE seen SET open = NULL WHERE tries >= ?", (MAX_TRIES,))
            self._db.execute("UPDATE seen SET tries = tries + 1 WHERE open IS NOT NULL")
        rows = self._rows("SELECT open FROM seen WHERE open IS NOT NULL ORDER BY id")
        return [json.loads(text) for (text,) in rows]

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
        """Remove what is kept of a conversation, a user's verdicts and their wish to be let in."""
        with self._change():
            self._db.execute(
                "DELETE FROM session WHERE chat = ? OR chat LIKE ?", (chat, f"{chat}/%")
            )
            self._db.execute("DELETE FROM feedback WHERE user = ?", (user,))
            self._db.execute("DELETE FROM pairing WHERE user = ?", (user,))

    def move(self, old: str, new: str) -> None:
        """A group became a supergroup and has another id."""
        self._write("UPDATE OR REPLACE session SET chat = ? WHERE chat = ?", new, old)

    # People.

    def people(self) -> dict[int, str]:
        """Whoever was let in, by id."""
        return dict(self._rows("SELECT id, name FROM person"))

    def ask_in(
        self, user: int, name: str, language: str = "en", *, seconds: float, most: int
    ) -> str | None:
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
            # A name may hold half a letter, which no file takes.
            kept = name[:60].encode("utf-8", "replace").decode()
            row = (code, user, kept, now + seconds, language)
            self._db.execute("INSERT INTO pairing VALUES (?, ?, ?, ?, ?)", row)
            return code

    def let_in(self, code: str) -> tuple[int, str, str] | None:
        """The user whose code it is, their name and language: they may talk from now on."""
        now = self._clock()
        with self._change():
            rows = self._db.execute("SELECT * FROM pairing").fetchall()
            fits = [row for row in rows if secrets.compare_digest(row[0].encode(), code.encode())]
            if not fits or fits[0][3] < now:
                return None
            _, user, name, _, language = fits[0]
            self._db.execute("DELETE FROM pairing WHERE code = ?", (fits[0][0],))
            self._db.execute("INSERT OR REPLACE INTO person VALUES (?, ?, ?)", (user, name, now))
            return int(user), str(name), str(language)

    def shut_out(self, user: int) -> bool:
        """Whether the user had been let in, and is not any more."""
        return self._write("DELETE FROM person WHERE id = ?", user)

    # Feedback and housekeeping.

    def feedback(self, chat: str, user: int, verdict: str, turn: int) -> None:
        """Keep a thumb up or down; of one user on one answer the last one counts."""
        self._write(
            "INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?, ?)",
            self._clock(),
            chat,
            user,
            verdict,
            turn,
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
            self._db.execute(
                "DELETE FROM session WHERE touched < ?", (now - SESSION_DAYS * _DAY_S,)
            )
            self._db.execute("DELETE FROM seen WHERE at < ?", (now - UPDATE_DAYS * _DAY_S,))
            self._db.execute("DELETE FROM feedback WHERE at < ?", (now - FEEDBACK_DAYS * _DAY_S,))
            self._db.execute("DELETE FROM pairing WHERE expires < ?", (now,))
