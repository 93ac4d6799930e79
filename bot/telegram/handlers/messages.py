"""The conversation: a message in, the assistant's reply out, whole."""

from __future__ import annotations

import time
from concurrent.futures import Executor
from typing import Any

from telegram import Message, Update, User
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.assistant import Assistant
from bot.messages import message
from bot.messages.language import Language
from bot.question import Question
from bot.replies.reply import Reply
from bot.telegram.addressing import text_for_bot
from bot.telegram.delivery import callback_data, formatting, keyboard
from bot.telegram.delivery.callback_data import ButtonAction
from bot.telegram.delivery.chart import ChartSender
from bot.telegram.delivery.progress import ProgressIndicators
from bot.telegram.delivery.sender import Address, Sender
from bot.telegram.handlers.answer_task import AnswerRunner
from bot.telegram.handlers.conversation_store import ConversationStore
from bot.telegram.handlers.edit_dedup import EditDeduplicator
from bot.telegram.handlers.rate_limit import UserQuota
from bot.telegram.metrics import Metrics
from bot.telegram.updates.conversation_queue import conversation_key
from bot.understand.text.slash_command import strip_ask


class MessageResponder:
    """Answers messages, each conversation by itself."""

    def __init__(
        self,
        bot: ExtBot[Any],
        assistant: Assistant,
        memory: ConversationStore,
        delivery: Sender,
        counts: Metrics,
        pools: tuple[Executor, Executor],
        *,
        key: bytes,
        budget: UserQuota,
        seconds: float,
    ) -> None:
        """Make answers within so many seconds; ``key`` signs the buttons below them."""
        self._bot, self._assistant, self._memory = bot, assistant, memory
        self._delivery, self._metrics = delivery, counts
        self._key, self._budget = key, budget
        self._thinking = AnswerRunner(assistant, memory, pools, seconds)
        self._pictures = ChartSender(delivery, pools[1])
        self._presence = ProgressIndicators(bot)
        self._heard = EditDeduplicator()

    async def message(self, update: Update, _: Any) -> None:
        """Answer a message, new or edited, if it is meant for us."""
        asked, where = update.effective_message, conversation_key(update)
        if asked is None or asked.from_user is None:
            return
        text = text_for_bot(asked, self._bot.bot)
        if text is None or self._heard.again(asked, text):
            return
        to = address_of(asked)
        if not (asked.text or asked.caption):
            language = self._memory.language(where, asked.from_user)
            await self._say(to, message("tg_words_only", language))
            return
        await self.answer(to, where, asked.from_user, text, asked.message_id)

    async def answer(
        self,
        to: Address,
        where: str,
        user: User,
        text: str,
        draft: int,
        wanted: Language | None = None,
    ) -> None:
        """Answer a text, if its user has not asked too much; ``draft`` numbers what is shown.

        The language is the one ``wanted`` if there is one, as where a button stands for words.
        """
        language = wanted or self._memory.language(where, user, text)
        if wait := self._budget.wait(user.id):
            await self._say(to, quota_text(wait, language))
            return
        began, sessions = time.perf_counter(), self._assistant.sessions
        before = sessions.copy(where)
        text = strip_ask(text)
        question = Question(
            text=text, chat=where, user=str(user.id), language=wanted, spoken=language
        )
        async with self._presence.working(to, message("tg_working", language), draft or 1) as sign:
            await self._presence.others_see()
            reply = await self._thinking.reply(question, language)
            await sign.end()
            if reply is None:
                return
            self._metrics.seconds.append(time.perf_counter() - began)
            self._metrics.replies[reply.kind.value] += 1
            try:
                await self._deliver(to, question, user, reply)
            except TelegramError:
                # It is asked again later, and must find what it found now.
                sessions.take_up(self._memory.now(where), before)
                raise
        self._memory.keep(self._memory.now(where))

    def cancel(self, where: str) -> bool:
        """Whether an answer was being made there, which is not sent any more."""
        stopped = [self._thinking.cancel(name) for name in self._memory.names(where)]
        return any(stopped)

    async def page(self, to: Address, where: str, user: User, number: int, page: int) -> None:
        """Show a page of the sources of an answer."""
        turn = self._memory.turns.find(where, number)
        part = (
            turn.citations[
                page * keyboard.SOURCES_PER_PAGE : (page + 1) * keyboard.SOURCES_PER_PAGE
            ]
            if turn
            else ()
        )
        if turn and part:
            buttons = keyboard.page_keyboard(
                len(turn.citations), page, turn.language, number, self._seal(where, user)
            )
            await self._delivery.text(to, formatting.format_sources(part, turn.language), buttons)

    async def _deliver(self, to: Address, question: Question, user: User, reply: Reply) -> None:
        where = self._memory.now(question.chat)
        turn = self._memory.turns.add(where, question, reply)
        await self._pictures.show(to, reply)
        text = formatting.format_reply(
            reply, sources=len(reply.citations) <= keyboard.SOURCES_PER_PAGE
        )
        buttons = keyboard.reply_keyboard(reply, turn.number, self._seal(where, user))
        await self._delivery.text(to, text, buttons)

    def _seal(self, where: str, user: User) -> keyboard.EncodeAction:
        def seal(action: ButtonAction) -> str:
            return callback_data.encode(action, self._key, where, user.id, time.time())

        return seal

    async def _say(self, to: Address, text: str) -> None:
        await self._delivery.text(to, formatting.FormattedText(text))


def quota_text(wait: float, language: str) -> str:
    """What is said to a user who may ask again after so many seconds."""
    return message("tg_budget", language, minutes=max(1, round(wait / 60)))


def address_of(asked: Message) -> Address:
    """Where the answer to a message goes."""
    topic = asked.message_thread_id if asked.is_topic_message else None
    return Address(asked.chat.id, topic, asked.message_id, private=asked.chat.type == "private")
