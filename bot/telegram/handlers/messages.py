"""Messages: a question in, the assistant's reply out."""

from __future__ import annotations

import time
from functools import partial
from typing import Any

from telegram import Update, User
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.messages import message
from bot.messages.language import Language
from bot.question import Question
from bot.replies.reply import Reply
from bot.session import Session
from bot.telegram.addressed_text import is_foreign_command, text_for_bot
from bot.telegram.chat_address import ChatAddress, reply_address
from bot.telegram.conversation_key import conversation_key
from bot.telegram.delivery import callback_data
from bot.telegram.delivery.chart import ChartSender
from bot.telegram.delivery.formatting import FormattedText, format_reply, format_sources
from bot.telegram.delivery.keyboard import (
    SOURCES_PER_PAGE,
    EncodeAction,
    page_keyboard,
    reply_keyboard,
)
from bot.telegram.delivery.progress import ProgressIndicators
from bot.telegram.handlers.answer_task import AnswerRunner
from bot.telegram.handlers.context import HandlerContext
from bot.telegram.handlers.edit_dedup import EditDeduplicator
from bot.telegram.handlers.service_quota import ServiceQuota
from bot.telegram.handlers.turns import Turn
from bot.telegram.handlers.user_quota import UserQuota, quota_holder, quota_text
from bot.understand.text.slash_command import strip_ask


class MessageResponder:
    """Answers messages, each conversation by itself."""

    def __init__(
        self,
        bot: ExtBot[Any],
        context: HandlerContext,
        runner: AnswerRunner,
        charts: ChartSender,
        progress: ProgressIndicators,
        quota: UserQuota,
        service_quota: ServiceQuota,
    ) -> None:
        """Make answers by ``runner``, within each user's ``quota``; others by the second one."""
        self._bot, self._runner = bot, runner
        self._quota, self._service_quota = quota, service_quota
        self._charts, self._progress = charts, progress
        self._assistant, self._conversations = context.assistant, context.conversations
        self._sender, self._metrics = context.sender, context.metrics
        self._signing_key = context.store.signing_key
        self._edits = EditDeduplicator()

    async def message(self, update: Update, _: Any) -> None:
        """Answer a new or edited message if it is meant for the bot."""
        request, conversation = update.effective_message, conversation_key(update)
        if request is None or request.from_user is None:
            return
        text = text_for_bot(request, self._bot.bot)
        if text is None or self._edits.is_repeat(request, text):
            return
        to = reply_address(request)
        has_words = bool(request.text or request.caption)
        if not has_words or is_foreign_command(request):
            if self._service_quota.try_take(quota_holder(request.from_user.id, to.chat)):
                language = self._conversations.language(conversation, request.from_user)
                key = "tg_forwarded_command" if has_words else "tg_words_only"
                await self._send(to, message(key, language))
            return
        await self.answer(to, conversation, request.from_user, text, request.message_id)

    async def answer(
        self,
        to: ChatAddress,
        conversation: str,
        user: User,
        text: str,
        draft: int,
        reply_language: Language | None = None,
    ) -> None:
        """Answer a text, if its user's quota allows.

        ``draft`` numbers the draft that shows progress; ``reply_language`` fixes the language, as
        for a button, whose text is always English.
        """
        language = reply_language or self._conversations.language(conversation, user, text)
        holder = quota_holder(user.id, to.chat)
        if wait_s := self._quota.acquire(holder):
            if self._quota.may_notify(holder):
                await self._send(to, quota_text(wait_s, language))
            return
        question = Question(
            text=strip_ask(text), chat=conversation, user=str(user.id),
            language=reply_language, spoken=language,
        )  # fmt: skip
        began, before = time.perf_counter(), self._assistant.sessions.copy(conversation)
        working = message("tg_working", language)
        async with self._progress.show(to, working, draft or 1) as indicator:
            await self._progress.wait_for_pending()
            reply = await self._runner.reply(question, language)
            await indicator.end()
            if reply is None:
                return
            self._metrics.answer_seconds.append(time.perf_counter() - began)
            self._metrics.replies[reply.kind.value] += 1
            await self._send_or_restore(to, question, user, reply, before)
        self._conversations.save(self._conversations.current_key(conversation))

    def cancel(self, conversation: str) -> bool:
        """Cancel the answers that are being made in a conversation; False when there is none."""
        keys = self._conversations.known_keys(conversation)
        cancelled = [self._runner.cancel(key) for key in keys]
        return any(cancelled)

    async def send_page(
        self, to: ChatAddress, conversation: str, user: User, turn: Turn, page: int
    ) -> None:
        """Send a page of the sources of an answer."""
        first = page * SOURCES_PER_PAGE
        citations = turn.citations[first : first + SOURCES_PER_PAGE]
        if not citations:
            return
        encode = self._encoder(conversation, user)
        buttons = page_keyboard(len(turn.citations), page, turn.language, turn.number, encode)
        await self._sender.send_text(to, format_sources(citations, turn.language), buttons)

    async def _send_or_restore(
        self, to: ChatAddress, question: Question, user: User, reply: Reply, before: Session
    ) -> None:
        """Send a reply; if that fails, restore the session, as the question is asked again."""
        try:
            await self._send_reply(to, question, user, reply)
        except TelegramError:
            key = self._conversations.current_key(question.chat)
            self._assistant.sessions.restore(key, before)
            raise

    async def _send_reply(
        self, to: ChatAddress, question: Question, user: User, reply: Reply
    ) -> None:
        conversation = self._conversations.current_key(question.chat)
        turn = self._conversations.turns.add(conversation, question, reply)
        await self._charts.send_chart(to, reply)
        text = format_reply(reply, sources=len(reply.citations) <= SOURCES_PER_PAGE)
        buttons = reply_keyboard(reply, turn.number, self._encoder(conversation, user))
        await self._sender.send_text(to, text, buttons)

    def _encoder(self, conversation: str, user: User) -> EncodeAction:
        """What signs the buttons of a user in a conversation."""
        return partial(
            callback_data.encode_action,
            key=self._signing_key, chat=conversation, user=user.id, now=time.time(),
        )  # fmt: skip

    async def _send(self, to: ChatAddress, text: str) -> None:
        await self._sender.send_text(to, FormattedText(text))
