"""Whether a message is meant for the bot, and its text without the bot's name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from telegram import Message, MessageEntity, User
from telegram.constants import ChatType, MessageEntityType

from bot.telegram.commands import COMMANDS

_COMMAND = re.compile(r"\s*/\w")


def is_foreign_command(message: Message) -> bool:
    """Whether a message is a command that its sender has not typed.

    Forwarded, or sent by way of another bot's inline mode: anybody may have written it.
    """
    is_foreign = bool(message.forward_origin or message.via_bot)
    return is_foreign and bool(_COMMAND.match(message.text or message.caption or ""))


def text_for_bot(message: Message, bot: User) -> str | None:
    """The text of a message that is meant for the bot; None when it is not.

    In a group the bot answers only when it is mentioned, replied to or given a command.
    """
    if message.via_bot and message.via_bot.id == bot.id:
        return None  # a card of our inline mode, posted in a chat that the bot is in
    text = message.text or message.caption or ""
    if message.chat.type == ChatType.PRIVATE:
        return _strip_bot_name(text, bot)
    if message.chat.type not in (ChatType.GROUP, ChatType.SUPERGROUP):
        return None
    command = re.match(r"/\w+(@\w+)?", text)
    if command:
        return _strip_bot_name(text, bot) if _is_our_command(command, bot) else None
    for entity, words in _find_mentions(message):
        by_link = entity.user and entity.user.id == bot.id
        if words.lower() == f"@{bot.username}".lower() or by_link:
            return " ".join(text.replace(words, " ", 1).split())
    original = message.reply_to_message
    if original and original.from_user and original.from_user.id == bot.id:
        return text
    return None


def _find_mentions(message: Message) -> Iterator[tuple[MessageEntity, str]]:
    """The mentions in a message, each with its words; one may begin or end within a letter."""
    text = (message.text or message.caption or "").encode("utf-16-le", "surrogatepass")
    for entity in (*message.entities, *message.caption_entities):
        if entity.type in (MessageEntityType.MENTION, MessageEntityType.TEXT_MENTION):
            words = text[2 * entity.offset : 2 * (entity.offset + entity.length)]
            yield entity, words.decode("utf-16-le", "replace")


def _is_our_command(command: re.Match[str], bot: User) -> bool:
    """Whether a group's command is for this bot: by its name, or bare and among our commands."""
    if command[1] is None:
        return command[0][1:].lower() in COMMANDS
    return command[1].lower() == f"@{bot.username}".lower()


def _strip_bot_name(text: str, bot: User) -> str:
    """A command without the bot's name: ``/ask@tradewind_bot`` becomes ``/ask``."""
    return re.sub(rf"^(/\w+)@{re.escape(bot.username or '')}\b", r"\1", text, flags=re.IGNORECASE)
