"""The port through which a channel asks the assistant."""

from __future__ import annotations

from typing import Protocol

from bot.question import Question
from bot.replies.reply import Reply
from bot.session import Sessions
from knowledge.library import Library


class Answerer(Protocol):
    """Answers questions; ``bot.assistant.Assistant`` is the real one."""

    @property
    def sessions(self) -> Sessions:
        """The sessions of all conversations."""

    @property
    def library(self) -> Library:
        """The knowledge base that answers come from."""

    def answer(self, question: Question) -> Reply:
        """The reply to a message; it changes the session of ``question.chat``."""

    def needs_market(self, question: Question) -> bool:
        """Whether the reply may need the market, and so may take seconds without using the CPU."""

    def rate(self, question: Question, thumb: str) -> None:
        """Log a reader's thumb, ``up`` or ``down``, on the answer to a question."""

    def warm_up(self) -> None:
        """Load what the first question would have to wait for."""
