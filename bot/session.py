"""What the assistant remembers of a chat: the last question and reply, and the language chosen."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.messages.language import Language
from bot.replies.reply import Reply

if TYPE_CHECKING:
    from bot.understand.request.draft import PaymentDraft
    from knowledge.market.models import OtcQuote
    from knowledge.market.snapshot import Snapshot
    from knowledge.settlement.models import Estimate
    from knowledge.settlement.reference_data import ReferenceRow

# A conversation ends after an hour of silence.
SESSION_TTL_S = 3600.0
MAX_SESSIONS = 10_000
# Only the sessions used last keep their figures and market snapshots in memory.
MAX_FULL_SESSIONS = 300


@dataclass
class Session:
    """One chat's memory. ``question`` is the last one in its full form, follow-ups filled in.

    ``recent_messages`` are the last texts, since a request may come in instalments; ``places`` and
    ``topic`` are those of the last answer; ``claims_shown`` counts what /more has shown; ``draft``
    is the last payment request, ``pending`` one that waits for an answer; ``manual_rates`` and
    ``tariffs`` are figures that the user gave.
    """

    language: Language | None = None
    recent_messages: tuple[str, ...] = ()
    question: str = ""
    places: tuple[str, ...] = ()
    topic: frozenset[str] = frozenset()
    reply: Reply | None = None
    claims_shown: int = 0
    pending: PaymentDraft | None = None
    draft: PaymentDraft | None = None
    estimate: Estimate | None = None
    snapshot: Snapshot | None = None
    manual_rates: tuple[OtcQuote, ...] = ()
    tariffs: tuple[ReferenceRow, ...] = ()
    touched: float = field(default=0.0)

    @property
    def has_payment(self) -> bool:
        """Whether there is a payment request that a short message may go on from."""
        return self.pending is not None or self.draft is not None

    def remember_reply(self, reply: Reply) -> Reply:
        """Keep a reply, for follow-ups and for /more; the reply itself."""
        self.reply, self.claims_shown = reply, 0
        return reply

    def forget(self) -> None:
        """Drop the conversation; the language chosen stays."""
        self.question, self.places, self.topic = "", (), frozenset()
        self.recent_messages = ()
        self.reply, self.claims_shown = None, 0
        self.pending = self.draft = self.estimate = self.snapshot = None
        self.manual_rates, self.tariffs = (), ()

    def lighten(self) -> None:
        """Drop what no later question needs: figures and snapshots, which are asked for anew."""
        self.estimate = self.snapshot = None
        if self.reply:
            self.reply = self.reply.lightened()


class Sessions:
    """The sessions of all chats; an hour's silence ends one, and the oldest make room."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Take the time from ``clock``, in seconds."""
        self._clock = clock
        self._lock = threading.Lock()
        self._isolated = threading.local()
        # Each in the order of last use.
        self._chats: OrderedDict[str, Session] = OrderedDict()
        self._whole: OrderedDict[str, None] = OrderedDict()
        self._languages: OrderedDict[str, Language] = OrderedDict()

    def __len__(self) -> int:
        return len(self._chats)

    def __contains__(self, chat: str) -> bool:
        return chat in self._chats

    def get_or_create(self, chat: str) -> Session:
        """The chat's session, a new one when there is none or the old one expired."""
        name, isolated = getattr(self._isolated, "held", (None, None))
        if isolated is not None and name == chat:
            return isolated  # type: ignore[no-any-return]
        with self._lock:
            self._sweep()
            session = self._chats.get(chat) or Session(language=self._languages.pop(chat, None))
            self._put(chat, session)
        return session

    def peek(self, chat: str) -> Session | None:
        """The chat's session, if any, without counting this as its use."""
        return self._chats.get(chat)

    def copy(self, chat: str) -> Session:
        """A copy of the chat's session as it is now, to work on apart."""
        return replace(self.get_or_create(chat))

    @contextmanager
    def isolate(self, chat: str, session: Session) -> Iterator[None]:
        """Within the block, in its thread, ``session`` stands for the chat's own."""
        self._isolated.held = (chat, session)
        try:
            yield
        finally:
            del self._isolated.held

    def restore(self, chat: str, session: Session) -> None:
        """Put back a session that was stored elsewhere, as over a restart."""
        with self._lock:
            self._put(chat, session)

    def rename(self, old: str, new: str) -> None:
        """Rename a chat, as when a group becomes a supergroup."""
        with self._lock:
            session = self._chats.pop(old, None)
            self._whole.pop(old, None)
            if session is not None:
                self._put(new, session)

    def delete(self, chat: str) -> None:
        """Forget the chat altogether."""
        with self._lock:
            for kept in (self._chats, self._whole, self._languages):
                kept.pop(chat, None)

    def _put(self, chat: str, session: Session) -> None:
        session.touched = self._clock()
        self._chats[chat] = session
        self._chats.move_to_end(chat)
        self._whole[chat] = None
        self._whole.move_to_end(chat)
        while len(self._chats) > MAX_SESSIONS:
            self._end(next(iter(self._chats)))
        while len(self._whole) > MAX_FULL_SESSIONS:
            oldest, _ = self._whole.popitem(last=False)
            self._chats[oldest].lighten()

    def _sweep(self) -> None:
        now = self._clock()
        while self._chats:
            chat, oldest = next(iter(self._chats.items()))
            if now - oldest.touched <= SESSION_TTL_S:
                return
            self._end(chat)

    def _end(self, chat: str) -> None:
        """End a conversation; of it only the language that was chosen stays, in few bytes."""
        session = self._chats.pop(chat)
        self._whole.pop(chat, None)
        if session.language:
            self._languages[chat] = session.language
            while len(self._languages) > MAX_SESSIONS:
                self._languages.popitem(last=False)
