"""What a person sees while an answer is made: "typing" at once, and a word if it takes long.

In a private chat the word is a draft, which goes by itself; elsewhere, and where a server knows no
drafts, a message, edited now and then, and taken away once the answer is there.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

from telegram import Message
from telegram.constants import ChatAction
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.telegram.delivery.rate_limiter import Priority
from bot.telegram.delivery.sender import Address
from bot.telegram.waits import Wait, wait_or_timeout

_LOG = logging.getLogger("tradewind.telegram")
# Seconds. "Typing" lasts five, a draft thirty; a group takes twenty messages a minute, edits too.
TEXT_AFTER_S, TYPING_INTERVAL_S, DRAFT_INTERVAL_S, EDIT_INTERVAL_S = 1.0, 4.5, 4.0, 2.0
# How long a question may be held up by the signs to others; of these so many do not hold it up,
# for they are on their way, and what is left of them is Telegram's to do.
MAX_HOLD_UP_S, MAX_PENDING_SIGNS = 0.2, 20
DOT = "·"


class ProgressIndicators:
    """Shows in each chat that its answer is being made.

    Everything here is a glimpse: left out rather than waited for, and failing in silence.
    """

    def __init__(self, bot: ExtBot[Any], *, over: Wait = wait_or_timeout) -> None:
        """Show it by ``bot``."""
        self._bot, self._over = bot, over
        # The loop itself keeps no hold of tasks that nobody waits for.
        self._tasks: set[asyncio.Task[None]] = set()
        self._first_signs = 0
        self._few = asyncio.Event()

    @asynccontextmanager
    async def working(
        self, to: Address, words: str, draft: int
    ) -> AsyncIterator[ProgressIndicator]:
        """Show it until the sign is told to end; ``words`` as well if that takes long.

        What the sign has left behind is taken away after the block.
        """
        sign = ProgressIndicator(self._bot, to, words, draft, over=self._over)
        self._count(+1)
        sign.shown = self._begin(self._show(sign))
        try:
            yield sign
        finally:
            await sign.end()
            if sign.message:
                self._begin(self._remove(to.chat, sign.message))

    def _begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def others_see(self) -> None:
        """Return when whoever asked at the same time is about to see a sign, or soon.

        Thinking and sending take the same interpreter: thoughts about the first question of many
        would hold up the signs to all others.
        """
        await asyncio.sleep(0)  # whatever came together is counted first
        with suppress(TimeoutError):
            await asyncio.wait_for(self._few.wait(), MAX_HOLD_UP_S)

    async def _remove(self, chat: int, message: int) -> None:
        try:
            await self._bot.delete_message(chat, message, rate_limit_args=Priority.MUST_SEND)
        except TelegramError as error:
            _LOG.info("a word of waiting stays: %s", error.message)

    async def _show(self, sign: ProgressIndicator) -> None:
        try:
            await sign.typing()
        finally:
            self._count(-1)
        await sign.go_on()

    def _count(self, by: int) -> None:
        self._first_signs += by
        if self._first_signs <= MAX_PENDING_SIGNS:
            self._few.set()
        else:
            self._few.clear()


class ProgressIndicator:
    """The sign in one chat; ``message`` is what it has left there, if anything."""

    def __init__(
        self, bot: ExtBot[Any], to: Address, words: str, draft: int, *, over: Wait = wait_or_timeout
    ) -> None:
        """Show ``words`` in a chat, in private as the draft of this number."""
        self._bot, self._to, self._words, self._draft = bot, to, words, draft
        self._ended, self._over = asyncio.Event(), over
        self._wordy = False
        self._drafts = to.private
        self._edits = 0
        self.message: int | None = None
        self.shown: asyncio.Task[None] | None = None

    async def end(self) -> None:
        """Show nothing more: the answer comes now.

        A call on its way is not cut off, for that would cost a connection; only words are waited
        for, since they must not come after the answer.
        """
        self._ended.set()
        if self._wordy and self.shown:
            await asyncio.wait([self.shown])

    async def typing(self) -> None:
        """Show "typing", which lasts for five seconds."""
        await self._tried(
            self._bot.send_chat_action,
            chat_id=self._to.chat, action=ChatAction.TYPING, message_thread_id=self._to.topic,
        )  # fmt: skip

    async def go_on(self) -> None:
        """Say so in words, and show "typing", again and again until the answer is there."""
        words, typing = TEXT_AFTER_S, TYPING_INTERVAL_S
        while not await self._over(self._ended, wait := min(words, typing)):
            words, typing = words - wait, typing - wait
            if typing <= 0:
                typing = TYPING_INTERVAL_S
                await self.typing()
            if words <= 0:
                self._wordy = True
                words = await self._say()

    async def _say(self) -> float:
        """Say that we are at work; the seconds until it should be said again."""
        if self._drafts:
            # A server that knows no drafts, or takes none from us now, gets a message instead.
            self._drafts = await self._tried(
                self._bot.send_message_draft,
                chat_id=self._to.chat, draft_id=self._draft, text=self._words,
                message_thread_id=self._to.topic,
            ) is not None  # fmt: skip
            if self._drafts:
                return DRAFT_INTERVAL_S
        if self.message is None:
            sent = await self._tried(
                self._bot.send_message,
                chat_id=self._to.chat, text=self._words, message_thread_id=self._to.topic,
                disable_notification=True,
            )  # fmt: skip
            # What is left out, for the sake of Telegram's limits, is no message.
            self.message = sent.message_id if isinstance(sent, Message) else None
        else:
            self._edits += 1
            await self._tried(
                self._bot.edit_message_text,
                text=f"{self._words} {DOT * self._edits}", chat_id=self._to.chat,
                message_id=self.message,
            )  # fmt: skip
        return EDIT_INTERVAL_S

    async def _tried(self, call: Callable[..., Awaitable[Any]], **what: Any) -> Any:
        """What a call gave; None when it failed, for the answer itself will tell."""
        try:
            return await call(**what, rate_limit_args=Priority.DROPPABLE)
        except TelegramError as error:
            _LOG.debug("no sign of work shown: %s", error.message)
            return None
