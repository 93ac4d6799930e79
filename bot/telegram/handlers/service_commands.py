"""Words beside the questions: stop, what is kept, forget it; and what an error says."""

from __future__ import annotations

from typing import Any

from telegram import Update

from bot import logs
from bot.messages import message
from bot.telegram.delivery.formatting import FormattedText
from bot.telegram.delivery.retry_queue import RetryQueue
from bot.telegram.delivery.sender import DeliveryError, Sender
from bot.telegram.handlers.conversation_store import ConversationStore
from bot.telegram.handlers.messages import MessageResponder, address_of
from bot.telegram.metrics import Metrics
from bot.telegram.store import FEEDBACK_DAYS, SESSION_DAYS, UPDATE_DAYS
from bot.telegram.updates.conversation_queue import conversation_key


class ServiceCommands:
    """Answers what is no question to the assistant."""

    def __init__(
        self,
        talk: MessageResponder,
        memory: ConversationStore,
        delivery: Sender,
        counts: Metrics,
        owed: RetryQueue,
    ) -> None:
        """Cancel in ``talk``, forget in ``memory``; what could not be delivered is ``owed``."""
        self._talk, self._memory = talk, memory
        self._delivery, self._metrics, self._owed = delivery, counts, owed

    async def cancel(self, update: Update, _: Any) -> None:
        """End the answer in the making."""
        language = self._language(update)
        stopped = self._talk.cancel(conversation_key(update))
        await self._say(update, message("tg_cancelled" if stopped else "tg_nothing", language))

    async def privacy(self, update: Update, _: Any) -> None:
        """Say what is kept and how long."""
        text = message(
            "tg_privacy", self._language(update),
            sessions=SESSION_DAYS, updates=UPDATE_DAYS, thumbs=FEEDBACK_DAYS,
        )  # fmt: skip
        await self._say(update, text)

    async def forget(self, update: Update, _: Any) -> None:
        """Remove what is kept."""
        user, language = update.effective_user, self._language(update)
        if user:
            self._memory.forget(conversation_key(update), user.id)
        await self._say(update, message("tg_forgotten", language))

    async def moved(self, update: Update, _: Any) -> None:
        """Go on where a group went on that became a supergroup."""
        told = update.effective_message
        if told and told.migrate_to_chat_id:
            self._memory.moved(told.chat.id, told.migrate_to_chat_id)
        elif told and told.migrate_from_chat_id:
            self._memory.moved(told.migrate_from_chat_id, told.chat.id)

    async def failed(self, update: object, context: Any) -> None:
        """An error nobody expected: the trace to the log, a reference to the person.

        Words that did not arrive are no such error: they are owed, and said another time.
        """
        told = update if isinstance(update, Update) else None
        if isinstance(context.error, DeliveryError):
            if told:
                self._owed.keep(told)
            return
        self._metrics.errors += 1
        name = logs.log_exception(context.error)
        if told and told.effective_message:
            try:
                await self._say(told, message("failed", self._language(told), reference=name))
            except DeliveryError:
                self._owed.keep(told)

    def _language(self, update: Update) -> str:
        return self._memory.language(conversation_key(update), update.effective_user)

    async def _say(self, update: Update, text: str) -> None:
        if update.effective_message:
            await self._delivery.text(address_of(update.effective_message), FormattedText(text))
