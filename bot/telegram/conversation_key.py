"""The name under which everything about one conversation is stored and queued."""

from __future__ import annotations

from telegram import Update


def conversation_key(update: Update) -> str:
    """The key of an update's conversation.

    ``<chat>`` or ``<chat>/<topic>``; ``user <id>`` for an inline query, which has no chat.
    """
    message = update.effective_message
    if update.effective_chat is not None:
        topic = message.message_thread_id if message and message.is_topic_message else None
        return f"{update.effective_chat.id}" + (f"/{topic}" if topic else "")
    return f"user {update.effective_user.id}" if update.effective_user else "nowhere"
