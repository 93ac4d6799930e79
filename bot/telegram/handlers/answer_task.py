"""Making replies: each within its time, and one that nobody waits for any more leaves no trace."""

from __future__ import annotations

import asyncio
from concurrent.futures import Executor

from bot.assistant import Assistant
from bot.messages import message
from bot.messages.language import Language
from bot.question import Question
from bot.replies.reply import Reply, ReplyKind
from bot.telegram.handlers.conversation_store import ConversationStore


class AnswerRunner:
    """Asks the assistant, one question of a conversation at a time."""

    def __init__(
        self,
        assistant: Assistant,
        memory: ConversationStore,
        pools: tuple[Executor, Executor],
        seconds: float,
    ) -> None:
        """Make replies within so many seconds, in the second pool if they wait for a market."""
        self._assistant, self._memory, self._seconds = assistant, memory, seconds
        self._pool, self._patient = pools
        self._running: dict[str, asyncio.Future[Reply]] = {}

    def cancel(self, where: str) -> bool:
        """Whether an answer was being made there, which is not wanted any more."""
        running = self._running.get(where)
        return bool(running and running.cancel())

    async def reply(self, question: Question, language: Language) -> Reply | None:
        """The reply, or a word that it took too long; None when it was cancelled meanwhile."""
        where, sessions = question.chat, self._assistant.sessions
        # A thread cannot be stopped: it works on a copy, which counts if its reply is wanted.
        session = sessions.copy(where)

        def think() -> Reply:
            with sessions.apart(where, session):
                return self._assistant.answer(question)

        pool = self._patient if self._assistant.may_wait(question) else self._pool
        running = asyncio.get_running_loop().run_in_executor(pool, think)
        self._running[where] = running
        try:
            reply = await asyncio.wait_for(running, self._seconds)
        except TimeoutError:
            opening = message("tg_slow", language, seconds=round(self._seconds))
            return Reply(kind=ReplyKind.SMALL_TALK, language=language, opening=opening)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task and task.cancelling():
                raise
            return None
        finally:
            self._running.pop(where, None)
        sessions.take_up(self._memory.now(where), session)
        return reply
