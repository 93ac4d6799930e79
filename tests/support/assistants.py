"""A stand-in for the assistant, behind a channel."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from bot.answerer import Answerer
from bot.question import Question
from bot.replies.reply import Reply, ReplyKind
from bot.session import Sessions

HOLD_S = 20.0


class FakeAssistant:
    """Answers "You said: ...", or as the assistant that it stands before.

    ``asked`` and ``replies`` are all questions and replies, ``thumbs`` all verdicts. A question
    for which ``holds`` is true sets ``at_work`` and waits until the test sets ``go_on``.
    """

    def __init__(
        self,
        inner: Answerer | None = None,
        *,
        holds: Callable[[str], bool] = lambda _: False,
        kind: ReplyKind = ReplyKind.SMALL_TALK,
    ) -> None:
        self._inner, self._holds, self._kind = inner, holds, kind
        self.sessions = inner.sessions if inner else Sessions()
        self.library: Any = inner.library if inner else _library()
        self.asked: list[Question] = []
        self.replies: list[Reply] = []
        self.thumbs: list[str] = []
        self.at_work, self.go_on = threading.Event(), threading.Event()

    @property
    def texts(self) -> list[str]:
        """The texts of all questions."""
        return [question.text for question in self.asked]

    @property
    def users(self) -> set[str]:
        """Who has asked."""
        return {question.user for question in self.asked}

    def answer(self, question: Question) -> Reply:
        self.asked.append(question)
        if self._holds(question.text):
            self.at_work.set()
            self.go_on.wait(HOLD_S)
        reply = self._inner.answer(question) if self._inner else echo(question, self._kind)
        self.replies.append(reply)
        return reply

    def needs_market(self, question: Question) -> bool:
        return self._inner.needs_market(question) if self._inner else "market" in question.text

    def rate(self, question: Question, thumb: str) -> None:
        self.thumbs.append(thumb)
        if self._inner:
            self._inner.rate(question, thumb)

    def warm_up(self) -> None:
        if self._inner:
            self._inner.warm_up()


def echo(question: Question, kind: ReplyKind) -> Reply:
    """A reply that repeats the question."""
    return Reply(kind=kind, language="en", opening=f"You said: {question.text}")


def _library() -> SimpleNamespace:
    """As much of a library as a channel looks at."""
    manifest = SimpleNamespace(generation="gen-000001", documents=2, sources=("notes",))
    generation = SimpleNamespace(name="gen-000001", manifest=manifest)
    return SimpleNamespace(
        generation=generation, refresh=lambda: False, describe_trouble=lambda _: ""
    )
