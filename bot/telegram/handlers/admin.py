"""The admins' commands: statistics, access, and reloading the index."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import time
from typing import Any

from telegram import Update
from telegram.constants import ChatType
from telegram.error import TelegramError

from bot.logs import get_logger
from bot.messages import message
from bot.telegram.access import Access, Revocation
from bot.telegram.chat_address import ChatAddress, reply_address
from bot.telegram.conversation_key import conversation_key
from bot.telegram.delivery.formatting import FormattedText, format_with_name
from bot.telegram.display_names import plain_name
from bot.telegram.handlers.context import HandlerContext
from bot.telegram.handlers.service_quota import ServiceQuota

_LOG = get_logger(__name__)
_MAX_ID_CHARS = 20
# What fits into a number of 64 bits, as SQLite stores it; a group's id is negative.
_ID = re.compile(r"-?[0-9]{1,18}")
# In a group these are commands of other bots, unless ours is named with them.
_BARE_IN_PRIVATE = ("ban", "unban")
# The most bans that one answer lists.
MAX_LISTED_BANS = 50
_REVOKED = {
    Revocation.IS_ADMIN: "tg_is_admin",
    Revocation.APPROVAL_WITHDRAWN: "tg_revoked",
    Revocation.BANNED: "tg_revoked_banned",
    Revocation.HAD_NO_ACCESS: "tg_nobody",
}


class AdminCommands:
    """Runs the admins' commands; to everybody else they are unknown commands."""

    def __init__(self, context: HandlerContext, access: Access, quota: ServiceQuota) -> None:
        """Obey the admins of ``access``; answers to others count against ``quota``."""
        self._quota = quota
        self._assistant, self._store = context.assistant, context.store
        self._conversations, self._sender = context.conversations, context.sender
        self._metrics, self._access = context.metrics, access

    async def command(self, update: Update, _: Any) -> None:
        """Run an admin's command and send the result."""
        request = update.effective_message
        if request is None or request.from_user is None or not request.text:
            return
        language = self._conversations.language(conversation_key(update), request.from_user)
        word, *words = request.text.lstrip("/").split()
        name, argument = word.split("@")[0].lower(), " ".join(words)
        if name in _BARE_IN_PRIVATE and "@" not in word and request.chat.type != ChatType.PRIVATE:
            return
        if not self._access.is_admin(request.from_user.id):
            is_private = request.chat.type == ChatType.PRIVATE
            if not is_private or not self._quota.try_take(request.from_user.id):
                return
            text = FormattedText(message("command_unknown", language, command=f"/{name}"))
        elif name == "approve":
            text = await self._approve(argument, language)
        else:
            text = FormattedText(await self._run(name, argument, language))
        await self._sender.send_text(reply_address(request), text)

    async def _approve(self, code: str, language: str) -> FormattedText:
        approved = self._access.approve(code)
        if not approved:
            return FormattedText(message("tg_no_code", language))
        user, name, user_language = approved
        welcome = FormattedText(message("tg_welcome", user_language))
        try:
            await self._sender.send_text(ChatAddress(user), welcome)
        except TelegramError as error:
            _LOG.warning("an approved user was not notified: %s", error.message)
        who = plain_name(name)
        return format_with_name(message("tg_let_in", language, who=who, id=user), who)

    async def _run(self, name: str, argument: str, language: str) -> str:
        if name in ("revoke", "ban", "unban"):
            return self._change_access(name, argument, language)
        if name == "reload":
            is_newer = await asyncio.to_thread(self._assistant.library.refresh)
            generation = self._assistant.library.generation.name
            return message("reloaded" if is_newer else "tg_newest", language, generation=generation)
        return self._stats(language)

    def _change_access(self, name: str, argument: str, language: str) -> str:
        """Carry out /revoke, /ban or /unban; without an id /ban lists the bans."""
        if name == "ban" and not argument:
            return self._list_bans(language)
        if not _ID.fullmatch(argument):
            return message("tg_no_id", language, id=argument[:_MAX_ID_CHARS])
        number = int(argument)
        if name == "revoke":
            key = _REVOKED[self._access.revoke(number)]
        elif name == "ban":
            key = "tg_banned" if self._access.ban(number) else "tg_is_admin"
        else:
            key = "tg_unbanned" if self._access.unban(number) else "tg_not_banned"
        return message(key, language, id=number)

    def _list_bans(self, language: str) -> str:
        bans = self._access.list_bans()
        if not bans:
            return message("tg_no_bans", language)
        shown = ", ".join(str(number) for number in bans[:MAX_LISTED_BANS])
        return message("tg_bans", language, count=len(bans), ids=shown)

    def _stats(self, language: str) -> str:
        metrics, manifest = self._metrics, self._assistant.library.generation.manifest
        median_s = metrics.quantile(0.5)
        stats = message(
            "tg_stats", language,
            hours=round((time.time() - metrics.started) / 3600, 1),
            updates=metrics.updates.total(), replies=metrics.replies.total(),
            refused=metrics.refused, errors=metrics.errors,
            people=self._store.count_rows("person"), banned=self._store.count_rows("ban"),
            sessions=self._store.count_rows("session"),
            feedback=self._store.count_rows("feedback"),
            ms=round(median_s * 1000) if median_s is not None else "–",
            generation=manifest.generation, notes=manifest.documents,
        )  # fmt: skip
        if self._assistant.library.describe_trouble(dt.datetime.now(dt.UTC)):
            built = f"{manifest.built_at:%Y-%m-%d %H:%M} UTC"
            stats += "\n\n" + message("tg_index_trouble", language, built=built)
        return stats
