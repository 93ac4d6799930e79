"""Which of the updates that piled up during a pause are still answered.

They may be days old: of each conversation the newest question, and everything with an effect.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.ext import ExtBot

from bot.telegram.access import Access, chats_of
from bot.telegram.addressed_text import is_foreign_command, text_for_bot
from bot.telegram.conversation_key import conversation_key

# Commands that change something, which a later question must not prevent.
COMMANDS_WITH_EFFECT = frozenset(
    {"forget", "reset", "lang", "approve", "revoke", "ban", "unban", "reload"}
)
_COMMAND = re.compile(r"/(\w+)")


def select_answerable(
    updates: Iterable[Update], expects_answer: Callable[[Update], bool]
) -> list[Update]:
    """The updates that are still answered, in the order of their ids.

    Buttons are kept, as they report their own age; inline queries have expired.
    """
    newest: dict[str, Update] = {}
    selected = []
    for update in updates:
        message = update.message or update.edited_message
        if message is None:
            selected += [update] if update.callback_query or update.my_chat_member else []
        elif message.migrate_to_chat_id or message.migrate_from_chat_id:
            selected.append(update)
        elif not expects_answer(update):
            continue
        elif has_effect(message):
            selected.append(update)
        else:
            key = conversation_key(update)
            # A sticker after a question does not take its place.
            if has_words(message) or key not in newest:
                newest[key] = update
    return sorted([*selected, *newest.values()], key=lambda update: update.update_id)


def has_words(message: Message) -> bool:
    """Whether a message has a text or a caption."""
    return bool(message.text or message.caption)


def has_effect(message: Message) -> bool:
    """Whether a message does more than ask: a document, or one of ``COMMANDS_WITH_EFFECT``."""
    command = None if is_foreign_command(message) else _COMMAND.match(message.text or "")
    return bool(message.document or (command and command[1].lower() in COMMANDS_WITH_EFFECT))


def expects_answer(bot: ExtBot[Any], access: Access, update: Update) -> bool:
    """Whether the bot answers a message; in a private chat strangers too get a reply."""
    message, user = update.effective_message, update.effective_user
    if message is None:
        return False
    if message.chat.type == ChatType.PRIVATE:
        return True
    is_for_bot = text_for_bot(message, bot.bot) is not None
    return is_for_bot and access.may_talk(user.id if user else None, *chats_of(update))
