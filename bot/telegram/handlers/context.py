"""What all handlers work with."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answerer import Answerer
from bot.telegram.delivery.sender import Sender
from bot.telegram.handlers.conversation_store import ConversationStore
from bot.telegram.metrics import Metrics
from bot.telegram.store import Store


@dataclass(frozen=True)
class HandlerContext:
    """The assistant and what is shared around it."""

    assistant: Answerer
    store: Store
    conversations: ConversationStore
    sender: Sender
    metrics: Metrics
