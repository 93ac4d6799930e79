"""Whether a message is meant for the bot, and what it says once the bot's name is taken out."""

from __future__ import annotations

import re

from telegram import Message, User
from telegram.constants import ChatType, MessageEntityType

from bot.telegram.commands import COMMANDS

LONGEST_CAPTION = 4096


def text_for_bot(message: Message, bot: User) -> str | None:
    """The words meant for the bot; None when the message is not for it.

    In a group it answers when it is mentioned, replied to or commanded, and else says nothing.
    """
    if message.via_bot and message.via_bot.id == bot.id:
        return None  # our own card, shown in a chat that we are in
    text = message.text or message.caption or ""
    if message.chat.type == ChatType.PRIVATE:
        return _strip_bot_name(text, bot)
    if message.chat.type not in (ChatType.GROUP, ChatType.SUPERGROUP):
        return None
    name = f"@{bot.username}".lower()
    command = re.match(r"/\w+(@\w+)?", text)
    if command:
        # Other bots have commands, too: one without a name is ours only if we know it.
        bare = command[1] is None and command[0][1:].lower() in COMMANDS
        meant = bare or (command[1] or "").lower() == name
        return _strip_bot_name(text, bot) if meant else None
    kinds: list[str | None] = [MessageEntityType.MENTION, MessageEntityType.TEXT_MENTION]
    found = {**message.parse_entities(kinds), **message.parse_caption_entities(kinds)}
    for entity, words in found.items():
        if words.lower() == name or (entity.user and entity.user.id == bot.id):
            return " ".join(text.replace(words, " ", 1).split())
    answered = message.reply_to_message
    if answered and answered.from_user and answered.from_user.id == bot.id:
        return text
    return None


def _strip_bot_name(text: str, bot: User) -> str:
    """A command without the bot's name: /ask@tradewind_bot is /ask."""
    return re.sub(rf"^(/\w+)@{re.escape(bot.username or '')}\b", r"\1", text, flags=re.IGNORECASE)
