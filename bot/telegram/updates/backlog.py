"""What of the updates that piled up is still worth an answer.

They may be days old: of each conversation only the newest question is, and whatever has an effect.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from telegram import Message, Update, User
from telegram.constants import ChatType

from bot.telegram.addressing import text_for_bot
from bot.telegram.updates.conversation_queue import conversation_key

# These do something; a question after them must not undo that.
COMMANDS_WITH_EFFECT = frozenset({"forget", "reset", "lang", "approve", "revoke", "reload"})
_COMMAND = re.compile(r"/(\w+)")


def select_answerable(updates: Iterable[Update], meant: Callable[[Update], bool]) -> list[Update]:
    """The last message of each conversation that is ``meant`` for us, and all that has an effect.

    Buttons say themselves that they are stale; inline queries are long gone.
    """
    last: dict[str, Update] = {}
    kept = []
    for update in updates:
        asked = update.message or update.edited_message
        if asked is None:
            kept += [update] if update.callback_query or update.my_chat_member else []
        elif asked.migrate_to_chat_id or asked.migrate_from_chat_id:
            kept.append(update)
        elif not meant(update):
            continue
        elif has_effect(asked):
            kept.append(update)
        else:
            where = conversation_key(update)
            # A sticker after a question does not take it back.
            if has_words(asked) or where not in last:
                last[where] = update
    return sorted([*kept, *last.values()], key=lambda update: update.update_id)


def has_words(asked: Message) -> bool:
    """Whether a message says something in words."""
    return bool(asked.text or asked.caption)


def has_effect(asked: Message) -> bool:
    """Whether a message does something besides asking: a command of that sort, or a document."""
    command = _COMMAND.match(asked.text or "")
    return bool(asked.document or (command and command[1].lower() in COMMANDS_WITH_EFFECT))


def expects_answer(bot: User, update: Update, may_talk: Callable[[int | None], bool]) -> bool:
    """Whether a message may expect a word of ours; in private strangers do, for the way in."""
    asked = update.effective_message
    if asked is None:
        return False
    if asked.chat.type == ChatType.PRIVATE:
        return True
    user = update.effective_user
    return text_for_bot(asked, bot) is not None and may_talk(user.id if user else None)
