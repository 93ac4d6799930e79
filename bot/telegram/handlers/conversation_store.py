"""What is remembered of each conversation: in the assistant's sessions, on disk, for buttons."""

from __future__ import annotations

from telegram import User

from bot import session_codec
from bot.messages.language import Language, reply_language
from bot.session import Sessions
from bot.telegram.handlers.turns import Turns
from bot.telegram.store import Store, best_effort
from bot.telegram.user_language import language_of
from bot.understand.conversation.small_talk import clean
from bot.understand.text.slash_command import strip_ask


class ConversationStore:
    """Each conversation by its place; a group that gets another id keeps it."""

    def __init__(self, sessions: Sessions, store: Store) -> None:
        """Keep ``sessions`` over a restart in ``store``."""
        self._sessions, self._store = sessions, store
        self.turns = Turns()
        # Groups that became supergroups: where they are now, and what they were.
        self._now: dict[str, str] = {}
        self._before: dict[str, str] = {}

    def recall(self, where: str) -> None:
        """Take a conversation up where it was left before a restart."""
        if where in self._sessions:
            return
        kept = None
        with best_effort("a session could not be read"):
            kept = self._store.session(where)
        if kept:
            self._sessions.take_up(where, session_codec.read(kept))

    def keep(self, where: str) -> None:
        """Put a conversation away, as it is after an answer."""
        session = self._sessions.seen(where)
        if session is None:
            return
        if session.reply is None and not session.figured:
            self.turns.close(where)
        with best_effort("a session"):
            self._store.keep_session(where, session_codec.written(session))

    def forget(self, where: str, user: int) -> None:
        """Remove everything that is kept of a conversation, and of a user beside it."""
        self._sessions.drop(where)
        self.turns.drop(where)
        self._store.forget(where, user)

    def moved(self, old: int, new: int) -> None:
        """A group goes on under another id."""
        was, becomes = str(old), str(new)
        if self._now.get(was) == becomes:
            return
        self._now[was], self._before[becomes] = becomes, was
        self.recall(was)
        self._sessions.move(was, becomes)
        self.turns.move(was, becomes)
        with best_effort("where a group went on"):
            self._store.move(was, becomes)

    def now(self, where: str) -> str:
        """Where a conversation goes on that began in a place."""
        return self._now.get(where, where)

    def names(self, where: str) -> tuple[str, ...]:
        """What a place is called and was called when older buttons were made."""
        before = self._before.get(where)
        return (where, before) if before else (where,)

    def language(self, where: str, user: User | None, text: str = "") -> Language:
        """The language of the bot's own words there: chosen, else written, else the app's."""
        self.recall(where)
        session, spoken = self._sessions.seen(where), language_of(user)
        if session and session.language:
            return session.language
        if text:
            return reply_language(strip_ask(clean(text)), spoken)
        return session.reply.language if session and session.reply else spoken
