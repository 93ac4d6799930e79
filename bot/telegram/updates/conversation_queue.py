"""The order in which updates are handled: chats in parallel, each conversation in sequence."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.logs import get_logger
from bot.telegram.addressed_text import is_foreign_command
from bot.telegram.conversation_key import conversation_key

_LOG = get_logger(__name__)
MAX_CONCURRENT_UPDATES = 4096
# At this number of waiting updates no more are fetched. Of one conversation only a few count, so
# that nobody can stop the bot by writing a lot.
CROWDED_AT, MAX_COUNTED_PER_CONVERSATION = 250, 10
# Updates that wait in one conversation: at one answer a second, Telegram's rate, the last would
# wait this many seconds. Any more are left out, which the chat is told, except for a few /forget
# and /cancel, so that nobody can prevent those. At most 25 conversations (CROWDED_AT /
# MAX_COUNTED_PER_CONVERSATION) wait so: 3,000 updates, of some 10 kB each.
MAX_WAITING, MAX_WAITING_URGENT = 100, 120
_URGENT = re.compile(r"/(cancel|forget)(@\w+)?(\s|$)", re.IGNORECASE)
_CANCEL = re.compile(r"/cancel(@\w+)?(\s|$)", re.IGNORECASE)


def bypasses_queue(update: Update) -> bool:
    """Whether an update is handled at once.

    /cancel must not wait for the answer that it ends, and a new inline query replaces older ones.
    """
    return bool(update.inline_query or _is_typed(update, _CANCEL))


def _is_typed(update: Update, command: re.Pattern[str]) -> bool:
    message = update.message
    if message is None or is_foreign_command(message):
        return False
    return bool(command.match(message.text or ""))


class ConversationQueue(BaseUpdateProcessor):
    """Handles the updates of a conversation one at a time, in the order in which they came."""

    def __init__(
        self,
        bypasses: Callable[[Update], bool] = lambda _: False,
        on_handled: Callable[[Update], None] = lambda _: None,
    ) -> None:
        """Handle updates for which ``bypasses`` holds at once.

        ``on_handled`` is called for each update that was handled, also after an error or when it
        was left out.
        """
        super().__init__(MAX_CONCURRENT_UPDATES)
        self._bypasses, self._on_handled = bypasses, on_handled
        self._locks: dict[str, asyncio.Lock] = {}
        self._waiting: dict[str, int] = {}
        self._on_left_out: Callable[[Update], Awaitable[None]] | None = None

    def tell_left_out(self, on_left_out: Callable[[Update], Awaitable[None]]) -> None:
        """Await ``on_left_out`` for each update that is left out."""
        self._on_left_out = on_left_out

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Await the handling of an update when its turn has come."""
        if not isinstance(update, Update):
            await coroutine
            return
        try:
            await self._handle_in_turn(update, coroutine)
        except asyncio.CancelledError:
            # The process is stopping: the update stays unfinished and is answered after a start.
            raise
        except BaseException:
            self._on_handled(update)
            raise
        self._on_handled(update)

    async def _handle_in_turn(self, update: Update, coroutine: Awaitable[Any]) -> None:
        key = conversation_key(update)
        waiting = self._waiting.get(key, 0)
        if waiting >= MAX_WAITING and not self._has_place(update, waiting):
            _LOG.warning("update %d: left out, too many wait in its chat", update.update_id)
            if isinstance(coroutine, Coroutine):
                coroutine.close()
            if self._on_left_out:
                await self._on_left_out(update)
            return
        self._waiting[key] = waiting + 1
        try:
            if self._bypasses(update):
                await coroutine
                return
            async with self._locks.setdefault(key, asyncio.Lock()):
                await coroutine
        finally:
            self._waiting[key] -= 1
            if not self._waiting[key]:
                del self._waiting[key]
                self._locks.pop(key, None)

    def _has_place(self, update: Update, waiting: int) -> bool:
        """Whether an update may join a conversation in which too many wait already."""
        return waiting < MAX_WAITING_URGENT and _is_typed(update, _URGENT)

    def is_crowded(self) -> bool:
        """Whether too many updates are waiting to fetch more."""
        counts = self._waiting.values()
        return sum(min(count, MAX_COUNTED_PER_CONVERSATION) for count in counts) >= CROWDED_AT
