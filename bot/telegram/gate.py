"""The gate before every kind of update: each is let in once, and only from those who may talk."""

from __future__ import annotations

import logging
from typing import Any

from telegram import Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.messages import message
from bot.telegram.access import Access
from bot.telegram.counts import Counts
from bot.telegram.deliver import Address, Delivery
from bot.telegram.marked import Marked
from bot.telegram.spoken import language_of
from bot.telegram.store import Store, at_best

_LOG = logging.getLogger("tradewind.telegram")
# What the bot asks Telegram for; anything else is not even sent.
KINDS = (
    "message", "edited_message", "callback_query", "inline_query", "my_chat_member",
)  # fmt: skip


def kind(update: Update) -> str:
    """Which kind of update it is."""
    return next((name for name in Update.ALL_TYPES if getattr(update, name, None)), "empty")


class Gate:
    """Stops updates that came before, that nobody sent, or whose sender may not talk."""

    def __init__(self, access: Access, store: Store, delivery: Delivery, counts: Counts) -> None:
        """Let in whom ``access`` lets in."""
        self._access, self._store = access, store
        self._delivery, self._counts = delivery, counts

    async def check(self, update: object, _: Any) -> None:
        """Return when the update may pass; else stop it here."""
        if not isinstance(update, Update):
            raise ApplicationHandlerStop
        what = kind(update)
        self._counts.updates[what] += 1
        if not self._first_time(update):
            raise ApplicationHandlerStop
        user = update.effective_user
        if what in KINDS and self._access.may_talk(user.id if user else None):
            return
        self._counts.refused += 1
        if what in KINDS:
            await self._say_no(update)
        raise ApplicationHandlerStop

    def finished(self, update: Update) -> None:
        """The update has been dealt with."""
        with at_best("that an update was answered"):
            self._store.finish(update.update_id)

    def _first_time(self, update: Update) -> bool:
        # Without a place to write that down it may answer twice, but it answers.
        again = False
        with at_best("that an update came"):
            again = not self._store.begin(update.update_id, update.to_json())
        return not again

    async def _say_no(self, update: Update) -> None:
        """A short no: in a private chat with the way in, to a button or inline without words."""
        user, chat = update.effective_user, update.effective_chat
        try:
            if update.inline_query:
                await update.inline_query.answer([], cache_time=0, is_personal=True)
            elif update.callback_query:
                await update.callback_query.answer(
                    text=message("tg_not_allowed", language_of(user))
                )
            elif update.message and user and chat and chat.type == ChatType.PRIVATE:
                language = language_of(user)
                code = None
                with at_best("a code"):
                    code = self._access.ask_in(user.id, user.full_name)
                text = (
                    message("tg_pair", language, code=code, id=user.id)
                    if code
                    else message("tg_not_allowed", language)
                )
                await self._delivery.text(Address(chat.id), Marked(text))
        except TelegramError as error:
            _LOG.info("could not say no: %s", error.message)
