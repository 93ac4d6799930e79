"""The commands in Telegram's menu, in each language and for each sort of chat."""

from __future__ import annotations

import logging
from typing import Any

from telegram import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeDefault,
)
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.messages import LANGUAGES, message
from bot.telegram.names import COMMANDS, IN_GROUPS

_LOG = logging.getLogger("tradewind.telegram")
SCOPES = (
    (BotCommandScopeDefault(), COMMANDS),
    (BotCommandScopeAllPrivateChats(), COMMANDS),
    (BotCommandScopeAllGroupChats(), IN_GROUPS),
)


async def tell_commands(bot: ExtBot[Any]) -> None:
    """Tell Telegram which commands there are, in each language; a server may lack this."""
    for language in LANGUAGES:
        code = None if language == "en" else language
        try:
            for scope, names in SCOPES:
                told = [BotCommand(n, message(f"tg_cmd_{n}", language)) for n in names]
                await bot.set_my_commands(told, scope=scope, language_code=code)
        except TelegramError as error:
            _LOG.warning("the commands are not listed: %s", error.message)
