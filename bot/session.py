"""What the assistant remembers of a chat: the last question and reply, and the language chosen."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.reply import Language, Reply

if TYPE_CHECKING:
    from bot.draft import Draft
    from knowledge.market.figures import OtcQuote
    from knowledge.market.snapshot import Snapshot
    from knowledge.settlement.estimate import Estimate
    from knowledge.settlement.reference import Row

EXPIRES = 3600.0
MOST = 10_000


@dataclass
class Session:
    """One chat's memory. ``question`` is the last one in its full form, follow-ups filled in.

    ``draft`` is the last payment request, ``pending`` one that waits for an answer, ``quotes`` are
    rates and ``rows`` tariffs that the user gave.
    """

    language: Language | None = None
    question: str = ""
    places: tuple[str, ...] = ()
    topic: frozenset[str] = frozenset()
    reply: Reply | None = None
    shown: int = 0
    pending: Draft | None = None
    draft: Draft | None = None
    estimate: Estimate | None = None
    snapshot: Snapshot | None = None
    quotes: tuple[OtcQuote, ...] = ()
    rows: tuple[Row, ...] = ()
    touched: float = field(default=0.0)

    @property
    def figured(self) -> bool:
        """Whether the last exchange was about figures, so that a short word may continue it."""
        return self.pending is not None or self.draft is not None

    def forget(self) -> None:
        """Drop the conversation; the language chosen stays."""
        self.question, self.places, self.topic = "", (), frozenset()
        self.reply, self.shown = None, 0
        self.pending = self.draft = self.estimate = self.snapshot = None
        self.quotes, self.rows = (), ()


class Sessions:
    """The sessions of all chats; an hour's silence ends one, and the oldest make room."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Take the time from ``clock``, in seconds."""
        self._clock = clock
        self._lock = threading.Lock()
        self._chats: OrderedDict[str, Session] = OrderedDict()

    def __len__(self) -> int:
        return len(self._chats)

    def of(self, chat: str) -> Session:
        """The chat's session, a new one when there is none or the old one expired."""
        now = self._clock()
        with self._lock:
            session = self._chats.pop(chat, None)
            if session is None:
                session = Session()
            elif now - session.touched > EXPIRES:
                session.forget()
            session.touched = now
            self._chats[chat] = session
            while len(self._chats) > MOST:
                self._chats.popitem(last=False)
        return session

    def __contains__(self, chat: str) -> bool:
        return chat in self._chats

    def take_up(self, chat: str, session: Session) -> None:
        """Go on with a session that was kept elsewhere."""
        session.touched = self._clock()
        with self._lock:
            self._chats[chat] = session

    def drop(self, chat: str) -> None:
        """Forget the chat altogether."""
        with self._lock:
            self._chats.pop(chat, None)
