"""The commands in Telegram's menu, by language and kind of chat."""

from __future__ import annotations

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

from bot.logs import get_logger
from bot.messages import message
from bot.messages.language import RUSSIAN_READERS
from bot.telegram.commands import ADMIN_COMMANDS, COMMANDS, GROUP_COMMANDS

_LOG = get_logger(__name__)
SCOPES = (
    (BotCommandScopeDefault(), COMMANDS),
    (BotCommandScopeAllPrivateChats(), COMMANDS),
    (BotCommandScopeAllGroupChats(), GROUP_COMMANDS),
)
# The languages of apps that see each of our languages; None is every other app.
LANGUAGE_CODES: dict[str, tuple[str | None, ...]] = {"en": (None,), "ru": RUSSIAN_READERS}


class CommandMenu:
    """Publishes the commands. A server may not support that, which is logged and ignored."""

    def __init__(self, bot: ExtBot[Any], admins: frozenset[int]) -> None:
        """Show the admins their own commands as well."""
        self._bot, self._admins_left = bot, set(admins)

    async def publish(self) -> None:
        """Publish the commands that everybody may use."""
        try:
            for scope, names in SCOPES:
                await self._set_commands(scope, names)
        except TelegramError as error:
            _LOG.warning("the command menu was not published: %s", error.message)

    async def publish_for_admin(self, update: Update, _: Any) -> None:
        """Publish an admin's commands after their first message: before it there is no chat."""
        user, chat = update.effective_user, update.effective_chat
        if not user or not chat or chat.type != ChatType.PRIVATE:
            return
        if user.id not in self._admins_left:
            return
        self._admins_left.discard(user.id)
        try:
            await self._set_commands(BotCommandScopeChat(chat.id), (*COMMANDS, *ADMIN_COMMANDS))
        except TelegramError as error:
            _LOG.warning("an admin's command menu was not published: %s", error.message)

    async def _set_commands(self, scope: BotCommandScope, names: Sequence[str]) -> None:
        for language, codes in LANGUAGE_CODES.items():
            commands = [BotCommand(name, message(f"tg_cmd_{name}", language)) for name in names]
            for code in codes:
                await self._bot.set_my_commands(commands, scope=scope, language_code=code)
