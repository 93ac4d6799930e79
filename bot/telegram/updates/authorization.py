"""The gate before every kind of update: each is let in once, and only from those who may talk."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from telegram import Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.messages import message
from bot.telegram.access import Access
from bot.telegram.delivery.formatting import FormattedText
from bot.telegram.delivery.sender import Address, Sender
from bot.telegram.metrics import Metrics
from bot.telegram.store import Store, best_effort
from bot.telegram.user_language import language_of

_LOG = logging.getLogger("tradewind.telegram")
# What the bot asks Telegram for; anything else is not even sent.
UPDATE_KINDS = (
    "message", "edited_message", "callback_query", "inline_query", "my_chat_member",
)  # fmt: skip
# Who may not talk is told so once in so many seconds; so many of them are remembered.
REFUSAL_INTERVAL_S, MAX_REFUSED_USERS = 60.0, 1000


def update_kind(update: Update) -> str:
    """Which kind of update it is."""
    return next((name for name in Update.ALL_TYPES if getattr(update, name, None)), "empty")


class Authorization:
    """Stops updates that nobody sent, or whose sender may not talk."""

    def __init__(
        self,
        access: Access,
        store: Store,
        delivery: Sender,
        counts: Metrics,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Let in whom ``access`` lets in."""
        self._access, self._store = access, store
        self._delivery, self._metrics, self._clock = delivery, counts, clock
        self._told: OrderedDict[tuple[int, str], float] = OrderedDict()

    async def check(self, update: object, _: Any) -> None:
        """Return when the update may pass; else stop it here.

        An error here must stop it, too: the library would go on to the handlers behind the gate.
        """
        try:
            passes = await self._passes(update)
        except Exception:  # noqa: BLE001 (whatever it is, nobody passes by it)
            _LOG.exception("an update is stopped, for the gate could not judge it")
            raise ApplicationHandlerStop from None
        if not passes:
            raise ApplicationHandlerStop

    def finished(self, update: Update) -> None:
        """The update has been dealt with."""
        with best_effort("that an update was answered"):
            self._store.finish(update.update_id)

    async def _passes(self, update: object) -> bool:
        if not isinstance(update, Update):
            return False
        what = update_kind(update)
        self._metrics.updates[what] += 1
        user = update.effective_user
        if what in UPDATE_KINDS and self._access.may_talk(user.id if user else None):
            self._told.pop((user.id if user else 0, what), None)
            return True
        asked = update.message
        if asked and (asked.migrate_to_chat_id or asked.migrate_from_chat_id):
            return True  # whoever did it: nobody is answered, and the group must be found again
        self._metrics.refused += 1
        if what in UPDATE_KINDS and user and self._first_no(user.id, what):
            await self._say_no(update)
        return False

    def _first_no(self, user: int, what: str) -> bool:
        """Whether the user was not told so just now."""
        now, key = self._clock(), (user, what)
        if now - self._told.get(key, float("-inf")) < REFUSAL_INTERVAL_S:
            return False
        self._told.pop(key, None)
        self._told[key] = now
        while len(self._told) > MAX_REFUSED_USERS:
            self._told.popitem(last=False)
        return True

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
                with best_effort("a code"):
                    code = self._access.ask_in(user.id, user.full_name, language)
                text = (
                    message("tg_pair", language, code=code, id=user.id)
                    if code
                    else message("tg_not_allowed", language)
                )
                await self._delivery.text(Address(chat.id), FormattedText(text))
        except TelegramError as error:
            _LOG.info("could not say no: %s", error.message)
