"""The check that every update passes before it is handled: may its sender talk to the bot?"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

from telegram import Update, User
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.logs import get_logger
from bot.messages import message
from bot.telegram.access import Access, chats_of
from bot.telegram.addressed_text import is_foreign_command
from bot.telegram.chat_address import ChatAddress
from bot.telegram.delivery.formatting import FormattedText
from bot.telegram.delivery.sender import Sender
from bot.telegram.delivery.token_bucket import TokenBucket
from bot.telegram.metrics import Metrics
from bot.telegram.notice_interval import NoticeInterval
from bot.telegram.store import best_effort
from bot.telegram.user_language import language_of

_LOG = get_logger(__name__)
# The kinds of update that the bot subscribes to; Telegram does not send any other.
UPDATE_KINDS = (
    "message", "edited_message", "callback_query", "inline_query", "my_chat_member",
)  # fmt: skip
# A refused user gets one notice in this time, for each kind of update.
REFUSAL_INTERVAL_S, MAX_REFUSED_USERS = 60.0, 1000
# Notices to all strangers together, at once and then a second: a crowd of them must not use up
# what Telegram lets the bot send, nor the database. Those over it get no answer.
STRANGER_BURST, STRANGERS_PER_S = 60.0, 1.0
_FORGET = re.compile(r"/forget\b", re.IGNORECASE)


def update_kind(update: Update) -> str:
    """The name of an update's kind, or "empty"."""
    return next((name for name in Update.ALL_TYPES if getattr(update, name, None)), "empty")


class Authorization:
    """Stops updates that have no sender, or whose sender may not talk to the bot."""

    def __init__(
        self,
        access: Access,
        sender: Sender,
        metrics: Metrics,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Let pass whom ``access`` names; tell others so by ``sender``."""
        self._access, self._sender, self._metrics = access, sender, metrics
        self._clock = clock
        self._refusals = NoticeInterval(REFUSAL_INTERVAL_S, MAX_REFUSED_USERS, clock=clock)
        self._strangers = TokenBucket(STRANGER_BURST, STRANGERS_PER_S, clock())

    async def check(self, update: object, _: Any) -> None:
        """Return if the update may be handled, else raise ApplicationHandlerStop.

        An error in here must stop the update too: the library would go on to the handlers.
        """
        try:
            passes = await self._passes(update)
        except Exception:  # noqa: BLE001 (whatever fails here, nobody may pass)
            _LOG.exception("an update is stopped because its sender could not be checked")
            raise ApplicationHandlerStop from None
        if not passes:
            raise ApplicationHandlerStop

    async def _passes(self, update: object) -> bool:
        if not isinstance(update, Update):
            return False
        kind, user = update_kind(update), update.effective_user
        user_id, chats = user.id if user else None, chats_of(update)
        self._metrics.updates[kind] += 1
        if kind in UPDATE_KINDS and self._access.may_talk(user_id, *chats):
            self._refusals.forget((user_id or 0, kind))
            return True
        notice = update.message
        if notice and (notice.migrate_to_chat_id or notice.migrate_from_chat_id):
            return True  # the group's new id must be known; no answer is sent
        self._metrics.refused += 1
        if kind not in UPDATE_KINDS or user_id is None:
            return False
        if _is_forget(update):
            # Everybody may delete what is stored about them, with access or without.
            return self._strangers.try_take(self._clock())
        if self._access.is_banned(user_id, *chats) or not _expects_notice(update):
            return False
        if self._is_first_refusal(user_id, kind):
            await self._refuse(update)
        return False

    def _is_first_refusal(self, user: int, kind: str) -> bool:
        """Record a refusal; False when the user, or too many strangers, had a notice lately."""
        key = (user, kind)
        if not self._refusals.is_due(key) or not self._strangers.try_take(self._clock()):
            return False
        self._refusals.record(key)
        return True

    async def _refuse(self, update: Update) -> None:
        """Tell the sender: in a private chat with a code, for a button or inline query briefly."""
        user, chat = update.effective_user, update.effective_chat
        try:
            if update.inline_query:
                await update.inline_query.answer([], cache_time=0, is_personal=True)
            elif update.callback_query:
                text = message("tg_not_allowed", language_of(user))
                await update.callback_query.answer(text=text)
            elif user and chat:
                await self._sender.send_text(ChatAddress(chat.id), self._refusal_text(user))
        except TelegramError as error:
            _LOG.info("a refusal could not be sent: %s", error.message)

    def _refusal_text(self, user: User) -> FormattedText:
        language, code = language_of(user), ""
        with best_effort("an access code"):
            code = self._access.request_code(user.id, user.full_name, language)
        if code:
            return FormattedText(message("tg_pair", language, code=code, id=user.id))
        return FormattedText(message("tg_not_allowed", language))


def _expects_notice(update: Update) -> bool:
    """Whether a refusal is answered: in a group the bot keeps silent before strangers."""
    if update.inline_query or update.callback_query:
        return True
    return update.message is not None and update.message.chat.type == ChatType.PRIVATE


def _is_forget(update: Update) -> bool:
    """Whether an update is a person's own /forget, in private."""
    request = update.message
    if request is None or request.chat.type != ChatType.PRIVATE or is_foreign_command(request):
        return False
    return bool(_FORGET.match(request.text or ""))
