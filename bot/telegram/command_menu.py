"""The commands in Telegram's menu, in each language and for each sort of chat."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
    Update,
)
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.messages import message
from bot.messages.language import RUSSIAN_READERS
from bot.telegram.commands import COMMANDS, GROUP_COMMANDS
from bot.telegram.handlers import admin

_LOG = logging.getLogger("tradewind.telegram")
SCOPES = (
    (BotCommandScopeDefault(), COMMANDS),
    (BotCommandScopeAllPrivateChats(), COMMANDS),
    (BotCommandScopeAllGroupChats(), GROUP_COMMANDS),
)
# Whose app is in one of these languages reads the commands in ours.
LANGUAGE_CODES: dict[str, tuple[str | None, ...]] = {"en": (None,), "ru": RUSSIAN_READERS}


class CommandMenu:
    """Tells Telegram which commands there are; a server may lack this."""

    def __init__(self, bot: ExtBot[Any], admins: frozenset[int]) -> None:
        """Show the ``admins`` theirs, too."""
        self._bot, self._left = bot, set(admins)

    async def tell(self) -> None:
        """List everybody's commands."""
        try:
            for scope, names in SCOPES:
                await self._list(scope, names)
        except TelegramError as error:
            _LOG.warning("the commands are not listed: %s", error.message)

    async def greet(self, update: Update, _: Any) -> None:
        """List an admin's commands in their chat, which is there once they have written in it."""
        user, chat = update.effective_user, update.effective_chat
        if not user or not chat or user.id not in self._left or chat.type != ChatType.PRIVATE:
            return
        self._left.discard(user.id)
        try:
            await self._list(BotCommandScopeChat(chat.id), (*COMMANDS, *admin.ADMIN_COMMANDS))
        except TelegramError as error:
            _LOG.warning("an admin's commands are not listed: %s", error.message)

    async def _list(self, scope: BotCommandScope, names: Sequence[str]) -> None:
        for language, codes in LANGUAGE_CODES.items():
            told = [BotCommand(name, message(f"tg_cmd_{name}", language)) for name in names]
            for code in codes:
                await self._bot.set_my_commands(told, scope=scope, language_code=code)
