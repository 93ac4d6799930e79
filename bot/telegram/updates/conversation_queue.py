"""In which order updates are handled: one at a time in a chat, many chats side by side."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

MAX_CONCURRENT_UPDATES = 4096
# So many updates in hand are a crowd. Of one conversation only a few count, so that nobody can
# make the others wait by writing a lot.
CROWDED_AT, MAX_COUNTED_PER_CONVERSATION = 250, 10
_CANCEL = re.compile(r"/cancel(@\w+)?(\s|$)", re.IGNORECASE)


def conversation_key(update: Update) -> str:
    """The conversation that an update belongs to: a chat, a topic in it, or a user's inline."""
    message = update.effective_message
    if update.effective_chat is not None:
        topic = message.message_thread_id if message and message.is_topic_message else None
        return f"{update.effective_chat.id}" + (f"/{topic}" if topic else "")
    return f"user {update.effective_user.id}" if update.effective_user else "nowhere"


def bypasses_queue(update: Update) -> bool:
    """Whether an update must not wait for the answer before it: /cancel ends that answer.

    A new inline query makes those before it idle.
    """
    asked = update.message
    return bool(update.inline_query or (asked and _CANCEL.match(asked.text or "")))


class ConversationQueue(BaseUpdateProcessor):
    """Updates of one conversation wait for each other; ``hurried`` ones wait for nothing."""

    def __init__(
        self,
        hurried: Callable[[Update], bool] = lambda _: False,
        done: Callable[[Update], None] = lambda _: None,
    ) -> None:
        """Let hurried updates pass by the queue, such as one that cancels what runs.

        ``done`` is told of each update that has been dealt with, well or badly.
        """
        super().__init__(MAX_CONCURRENT_UPDATES)
        self._hurried, self._done = hurried, done
        self._queues: dict[str, asyncio.Lock] = {}
        self._waiting: dict[str, int] = {}

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to put away."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Handle an update when its turn has come."""
        if not isinstance(update, Update):
            await coroutine
            return
        try:
            await self._in_turn(update, coroutine)
        except asyncio.CancelledError:
            # Cut short by the end of the process: it is answered after the next start.
            raise
        except BaseException:
            self._done(update)
            raise
        self._done(update)

    async def _in_turn(self, update: Update, coroutine: Awaitable[Any]) -> None:
        if self._hurried(update):
            await coroutine
            return
        key = conversation_key(update)
        queue = self._queues.setdefault(key, asyncio.Lock())
        self._waiting[key] = self._waiting.get(key, 0) + 1
        try:
            async with queue:
                await coroutine
        finally:
            self._waiting[key] -= 1
            if not self._waiting[key]:
                del self._waiting[key], self._queues[key]

    def crowded(self) -> bool:
        """Whether so much is in hand that more had better stay where it is."""
        return (
            sum(min(count, MAX_COUNTED_PER_CONVERSATION) for count in self._waiting.values())
            >= CROWDED_AT
        )
