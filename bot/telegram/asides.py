"""Words beside the questions: stop, what is kept, forget it; and what an error says."""

from __future__ import annotations

from typing import Any

from telegram import Update

from bot import trouble
from bot.messages import message
from bot.telegram.counts import Counts
from bot.telegram.deliver import Delivery
from bot.telegram.marked import Marked
from bot.telegram.order import place
from bot.telegram.talk import Talk, address, language_of


class Asides:
    """Answers what is no question to the assistant."""

    def __init__(self, talk: Talk, delivery: Delivery, counts: Counts) -> None:
        """Cancel and forget in ``talk``."""
        self._talk, self._delivery, self._counts = talk, delivery, counts

    async def cancel(self, update: Update, _: Any) -> None:
        """End the answer in the making."""
        language = language_of(update.effective_user)
        stopped = self._talk.cancel(place(update))
        await self._say(update, message("tg_cancelled" if stopped else "tg_nothing", language))

    async def privacy(self, update: Update, _: Any) -> None:
        """Say what is kept and how long."""
        await self._say(update, message("tg_privacy", language_of(update.effective_user)))

    async def forget(self, update: Update, _: Any) -> None:
        """Remove what is kept."""
        user = update.effective_user
        if user:
            self._talk.forget(place(update), user.id)
        await self._say(update, message("tg_forgotten", language_of(user)))

    async def failed(self, update: object, context: Any) -> None:
        """An error nobody expected: the trace to the log, a reference to the person."""
        self._counts.errors += 1
        name = trouble.reference(context.error)
        if isinstance(update, Update) and update.effective_message:
            language = language_of(update.effective_user)
            await self._say(update, message("failed", language, reference=name))

    async def _say(self, update: Update, text: str) -> None:
        if update.effective_message:
            await self._delivery.text(address(update.effective_message), Marked(text))
