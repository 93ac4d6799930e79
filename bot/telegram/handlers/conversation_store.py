"""What is remembered of each conversation: its session in memory and on disk, and its turns."""

from __future__ import annotations

from telegram import User

from bot import session_codec
from bot.messages.language import Language, reply_language
from bot.session import Sessions
from bot.telegram.handlers.turns import TurnHistory
from bot.telegram.store import Store, best_effort
from bot.telegram.user_language import language_of
from bot.understand.conversation.small_talk import clean
from bot.understand.text.slash_command import strip_ask

# Groups that became supergroups while the bot runs. Anybody may bring about such a move.
MAX_MOVED_GROUPS = 1000


class ConversationStore:
    """Conversations by their keys. A group that becomes a supergroup keeps its conversation."""

    def __init__(self, sessions: Sessions, store: Store) -> None:
        """Save ``sessions`` in ``store``, so that they survive a restart."""
        self._sessions, self._store = sessions, store
        self.turns = TurnHistory()
        # Keys of groups that became supergroups: old to new, and new to old.
        self._current: dict[str, str] = {}
        self._former: dict[str, str] = {}

    def load(self, conversation: str) -> None:
        """Load a conversation that was saved before a restart, unless it is in memory."""
        if conversation in self._sessions:
            return
        saved = None
        with best_effort("a session could not be read"):
            saved = self._store.load_session(conversation)
        if saved:
            self._sessions.restore(conversation, session_codec.decode_session(saved))

    def save(self, conversation: str) -> None:
        """Save a conversation as it is after an answer."""
        session = self._sessions.peek(conversation)
        if session is None:
            return
        if session.reply is None and not session.has_payment:
            self.turns.close(conversation)
        with best_effort("a session"):
            self._store.save_session(conversation, session_codec.encode_session(session))

    def forget(self, conversation: str, user: int) -> None:
        """Delete all that is stored of a conversation and of a user."""
        self._sessions.delete(conversation)
        self.turns.forget(conversation)
        self._store.delete_conversation(conversation, user)

    def move_group(self, old: int, new: int) -> None:
        """Continue the conversation of a group under its new id."""
        former, current = str(old), str(new)
        if self._current.get(former) == current:
            return
        self._current[former], self._former[current] = current, former
        if len(self._current) > MAX_MOVED_GROUPS:
            oldest = next(iter(self._current))
            self._former.pop(self._current.pop(oldest), None)
        self.load(former)
        self._sessions.rename(former, current)
        self.turns.move(former, current)
        with best_effort("the new id of a group"):
            self._store.move_session(former, current)

    def current_key(self, conversation: str) -> str:
        """The key under which a conversation continues."""
        return self._current.get(conversation, conversation)

    def known_keys(self, conversation: str) -> tuple[str, ...]:
        """The key of a conversation, and the one it had when older buttons were signed."""
        former = self._former.get(conversation)
        return (conversation, former) if former else (conversation,)

    def language(self, conversation: str, user: User | None, text: str = "") -> Language:
        """The language of the bot's own texts: as chosen, else as written, else as in the app."""
        self.load(conversation)
        session, app_language = self._sessions.peek(conversation), language_of(user)
        if session and session.language:
            return session.language
        if text:
            return reply_language(strip_ask(clean(text)), app_language)
        return session.reply.language if session and session.reply else app_language
