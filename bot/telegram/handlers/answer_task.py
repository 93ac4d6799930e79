"""Running the assistant in a thread, with a time limit and without side effects after it."""

from __future__ import annotations

import asyncio

from bot.answerer import Answerer
from bot.messages import message
from bot.messages.language import Language
from bot.question import Question
from bot.replies.reply import Reply, ReplyKind
from bot.telegram.handlers.conversation_store import ConversationStore
from bot.telegram.handlers.thread_pool import AnswerPools
from bot.telegram.handlers.user_threads import UserThreads, thread_holder


class AnswerRunner:
    """Asks the assistant, one question of a conversation at a time."""

    def __init__(
        self,
        assistant: Answerer,
        conversations: ConversationStore,
        pools: AnswerPools,
        threads: UserThreads,
        timeout_s: float,
    ) -> None:
        """Give up an answer, and waiting for a thread, after ``timeout_s``."""
        self._assistant, self._conversations = assistant, conversations
        self._pools, self._threads, self._timeout_s = pools, threads, timeout_s
        self._running: dict[str, asyncio.Future[Reply]] = {}

    def cancel(self, conversation: str) -> bool:
        """Cancel the answer that is being made; False when there is none."""
        running = self._running.get(conversation)
        return bool(running and running.cancel())

    async def reply(self, question: Question, language: Language) -> Reply | None:
        """The reply, or a text that it took too long; None when it was cancelled."""
        conversation, sessions = question.chat, self._assistant.sessions
        # A thread cannot be stopped, so it works on a copy, which is used only if its reply is.
        session = sessions.copy(conversation)

        def answer() -> Reply:
            with sessions.isolate(conversation, session):
                return self._assistant.answer(question)

        needs_market = self._assistant.needs_market(question)
        pool = self._pools.market if needs_market else self._pools.compute
        running = asyncio.ensure_future(self._threads.run(thread_holder(question), pool, answer))
        self._running[conversation] = running
        try:
            reply = await asyncio.wait_for(running, self._timeout_s)
        except TimeoutError:
            opening = message("tg_slow", language, seconds=round(self._timeout_s))
            return Reply(kind=ReplyKind.SMALL_TALK, language=language, opening=opening)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task and task.cancelling():
                raise
            return None
        finally:
            self._running.pop(conversation, None)
        sessions.restore(self._conversations.current_key(conversation), session)
        return reply
