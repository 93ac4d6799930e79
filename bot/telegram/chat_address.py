"""Where a message is sent."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Message
from telegram.constants import ChatType


@dataclass(frozen=True)
class ChatAddress:
    """A chat and a topic in it. ``reply_to`` is the message that is answered, used in groups."""

    chat: int
    topic: int | None = None
    reply_to: int | None = None
    private: bool = True


def reply_address(message: Message) -> ChatAddress:
    """The address to which the answer to a message is sent."""
    topic = message.message_thread_id if message.is_topic_message else None
    private = message.chat.type == ChatType.PRIVATE
    return ChatAddress(message.chat.id, topic, message.message_id, private)
