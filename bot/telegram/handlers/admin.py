"""The admins' commands: statistics, access, and reloading the index."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from typing import Any

from telegram import Update
from telegram.constants import ChatType
from telegram.error import TelegramError

from bot.logs import get_logger
from bot.messages import message
from bot.telegram.access import Access
from bot.telegram.chat_address import ChatAddress, reply_address
from bot.telegram.conversation_key import conversation_key
from bot.telegram.delivery.formatting import FormattedText, format_with_name
from bot.telegram.display_names import plain_name
from bot.telegram.handlers.context import HandlerContext

_LOG = get_logger(__name__)
_MAX_ID_CHARS = 20


class AdminCommands:
    """Runs the admins' commands; to everybody else they are unknown commands."""

    def __init__(self, context: HandlerContext, access: Access) -> None:
        """Admins are whom ``access`` says."""
        self._assistant, self._store = context.assistant, context.store
        self._conversations, self._sender = context.conversations, context.sender
        self._metrics, self._access = context.metrics, access

    async def command(self, update: Update, _: Any) -> None:
        """Run an admin's command and send the result."""
        request = update.effective_message
        if request is None or request.from_user is None or not request.text:
            return
        language = self._conversations.language(conversation_key(update), request.from_user)
        name, *words = request.text.lstrip("/").split()
        name, argument = name.split("@")[0].lower(), " ".join(words)
        if not self._access.is_admin(request.from_user.id):
            if request.chat.type != ChatType.PRIVATE:
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
        if name == "revoke":
            revoked = argument.isdigit() and self._access.revoke(int(argument))
            key = "tg_revoked" if revoked else "tg_nobody"
            return message(key, language, id=argument[:_MAX_ID_CHARS])
        if name == "reload":
            is_newer = await asyncio.to_thread(self._assistant.library.refresh)
            generation = self._assistant.library.generation.name
            return message("reloaded" if is_newer else "tg_newest", language, generation=generation)
        return self._stats(language)

    def _stats(self, language: str) -> str:
        metrics, manifest = self._metrics, self._assistant.library.generation.manifest
        median_s = metrics.quantile(0.5)
        stats = message(
            "tg_stats", language,
            hours=round((time.time() - metrics.started) / 3600, 1),
            updates=metrics.updates.total(), replies=metrics.replies.total(),
            refused=metrics.refused, errors=metrics.errors,
            people=self._store.count_rows("person"), sessions=self._store.count_rows("session"),
            feedback=self._store.count_rows("feedback"),
            ms=round(median_s * 1000) if median_s is not None else "–",
            generation=manifest.generation, notes=manifest.documents,
        )  # fmt: skip
        if self._assistant.library.describe_trouble(dt.datetime.now(dt.UTC)):
            built = f"{manifest.built_at:%Y-%m-%d %H:%M} UTC"
            stats += "\n\n" + message("tg_index_trouble", language, built=built)
        return stats
