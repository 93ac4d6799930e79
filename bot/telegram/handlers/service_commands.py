"""Commands about the conversation itself (/cancel, /privacy, /forget), and error messages."""

from __future__ import annotations

from typing import Any

from telegram import Update

from bot.logs import log_exception
from bot.messages import message
from bot.messages.language import Language
from bot.telegram.chat_address import reply_address
from bot.telegram.conversation_key import conversation_key
from bot.telegram.delivery.formatting import FormattedText
from bot.telegram.delivery.retry_queue import RetryQueue
from bot.telegram.delivery.sender import DeliveryError
from bot.telegram.handlers.context import HandlerContext
from bot.telegram.handlers.messages import MessageResponder
from bot.telegram.handlers.service_quota import ServiceQuota
from bot.telegram.handlers.user_quota import quota_holder
from bot.telegram.store import FEEDBACK_DAYS, SESSION_DAYS, UPDATE_DAYS


class ServiceCommands:
    """Handles what is no question to the assistant.

    What a user asks for is always done; only the answers count against their quota.
    """

    def __init__(
        self,
        context: HandlerContext,
        responder: MessageResponder,
        retry_queue: RetryQueue,
        quota: ServiceQuota,
    ) -> None:
        """Cancel the answers of ``responder``; undelivered updates go into ``retry_queue``."""
        self._quota = quota
        self._conversations, self._sender = context.conversations, context.sender
        self._metrics = context.metrics
        self._responder, self._retry_queue = responder, retry_queue

    async def cancel(self, update: Update, _: Any) -> None:
        """Cancel the answer that is being made."""
        language = self._language(update)
        cancelled = self._responder.cancel(conversation_key(update))
        await self._reply(update, message("tg_cancelled" if cancelled else "tg_nothing", language))

    async def privacy(self, update: Update, _: Any) -> None:
        """Say what is stored and for how long."""
        text = message(
            "tg_privacy", self._language(update),
            sessions=SESSION_DAYS, updates=UPDATE_DAYS, thumbs=FEEDBACK_DAYS,
        )  # fmt: skip
        await self._reply(update, text)

    async def forget(self, update: Update, _: Any) -> None:
        """Delete what is stored of the conversation and the user."""
        user, language = update.effective_user, self._language(update)
        if user:
            self._conversations.forget(conversation_key(update), user.id)
        await self._reply(update, message("tg_forgotten", language))

    async def group_moved(self, update: Update, _: Any) -> None:
        """Continue the conversation of a group that has become a supergroup."""
        notice = update.effective_message
        if notice and notice.migrate_to_chat_id:
            self._conversations.move_group(notice.chat.id, notice.migrate_to_chat_id)
        elif notice and notice.migrate_from_chat_id:
            self._conversations.move_group(notice.migrate_from_chat_id, notice.chat.id)

    async def failed(self, update: object, context: Any) -> None:
        """Log an unexpected error, and give the user its reference.

        A failed delivery is not one: its update is put into the retry queue.
        """
        handled = update if isinstance(update, Update) else None
        if isinstance(context.error, DeliveryError):
            if handled:
                self._retry_queue.keep(handled)
            return
        self._metrics.errors += 1
        reference = log_exception(context.error)
        if handled and handled.effective_message:
            text = message("failed", self._language(handled), reference=reference)
            try:
                await self._reply(handled, text)
            except DeliveryError:
                self._retry_queue.keep(handled)

    def _language(self, update: Update) -> Language:
        return self._conversations.language(conversation_key(update), update.effective_user)

    async def _reply(self, update: Update, text: str) -> None:
        request, user = update.effective_message, update.effective_user
        if request is None or user is None:
            return
        if self._quota.try_take(quota_holder(user.id, request.chat.id)):
            await self._sender.send_text(reply_address(request), FormattedText(text))
