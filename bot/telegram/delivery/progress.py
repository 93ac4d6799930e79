"""What a user sees while an answer is made: "typing" at once, and a short text if it takes long.

In a private chat the text is a draft, which disappears by itself. In a group, and where a server
does not support drafts, it is a message that is edited now and then and deleted after the answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

from telegram import Message
from telegram.constants import ChatAction
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.logs import get_logger
from bot.telegram.chat_address import ChatAddress
from bot.telegram.priority import Priority
from bot.telegram.timer import Wait, wait_or_timeout

_LOG = get_logger(__name__)
# "Typing" is shown for 5 s, a draft for 30 s; a group takes 20 messages a minute, edits included.
TEXT_AFTER_S, TYPING_INTERVAL_S, DRAFT_INTERVAL_S, EDIT_INTERVAL_S = 1.0, 4.5, 4.0, 2.0
# An answer waits so long for the first indicators of other chats to be sent, unless at most so
# many are pending.
MAX_HOLD_UP_S, MAX_PENDING = 0.2, 20
_DOT = "·"


class ProgressIndicators:
    """Shows in each chat that its answer is being made.

    All calls are droppable: they are left out rather than delayed, and their errors are ignored.
    """

    def __init__(self, bot: ExtBot[Any], *, wait: Wait = wait_or_timeout) -> None:
        """Send by ``bot``; tests pass a ``wait`` of their own."""
        self._bot, self._wait = bot, wait
        # The event loop holds only weak references to tasks.
        self._tasks: set[asyncio.Task[None]] = set()
        self._pending = 0
        self._few_pending = asyncio.Event()

    @asynccontextmanager
    async def show(
        self, to: ChatAddress, text: str, draft: int
    ) -> AsyncIterator[ProgressIndicator]:
        """Show an indicator until it is ended, with ``text`` if that takes long.

        ``draft`` is the draft's number. A message it has left is deleted after the block.
        """
        indicator = ProgressIndicator(self._bot, to, text, draft, wait=self._wait)
        self._count_pending(+1)
        indicator.task = self._start(self._run(indicator))
        try:
            yield indicator
        finally:
            await indicator.end()
            if indicator.message:
                self._start(self._delete(to.chat, indicator.message))

    async def wait_for_pending(self) -> None:
        """Wait until most first indicators are sent, for ``MAX_HOLD_UP_S`` at most.

        Answering and sending share one interpreter: computing the first of many answers would
        delay the indicators of all other chats.
        """
        await asyncio.sleep(0)  # updates that came in one batch are counted first
        with suppress(TimeoutError):
            await asyncio.wait_for(self._few_pending.wait(), MAX_HOLD_UP_S)

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _run(self, indicator: ProgressIndicator) -> None:
        try:
            await indicator.send_typing()
        finally:
            self._count_pending(-1)
        await indicator.repeat()

    async def _delete(self, chat: int, message: int) -> None:
        try:
            await self._bot.delete_message(chat, message, rate_limit_args=Priority.MUST_SEND)
        except TelegramError as error:
            _LOG.info("a progress message was not deleted: %s", error.message)

    def _count_pending(self, change: int) -> None:
        self._pending += change
        if self._pending <= MAX_PENDING:
            self._few_pending.set()
        else:
            self._few_pending.clear()


class ProgressIndicator:
    """The indicator in one chat; ``message`` is the message it has left there, if any."""

    def __init__(
        self,
        bot: ExtBot[Any],
        to: ChatAddress,
        text: str,
        draft: int,
        *,
        wait: Wait = wait_or_timeout,
    ) -> None:
        """Show ``text``, in a private chat as the draft of this number."""
        self._bot, self._to, self._text, self._draft = bot, to, text, draft
        self._ended, self._wait = asyncio.Event(), wait
        self._shows_text = False
        self._uses_drafts = to.private
        self._edits = 0
        self.message: int | None = None
        self.task: asyncio.Task[None] | None = None

    async def end(self) -> None:
        """Show nothing more: the answer is about to be sent.

        A call in progress is not cancelled, which would cost a connection. Only a text is waited
        for, because it must not arrive after the answer.
        """
        self._ended.set()
        if self._shows_text and self.task:
            await asyncio.wait([self.task])

    async def send_typing(self) -> None:
        """Show "typing" for five seconds."""
        await self._try(
            self._bot.send_chat_action,
            chat_id=self._to.chat, action=ChatAction.TYPING, message_thread_id=self._to.topic,
        )  # fmt: skip

    async def repeat(self) -> None:
        """Show "typing" and the text again and again until the indicator is ended."""
        text_in, typing_in = TEXT_AFTER_S, TYPING_INTERVAL_S
        while not await self._wait(self._ended, step := min(text_in, typing_in)):
            text_in, typing_in = text_in - step, typing_in - step
            if typing_in <= 0:
                typing_in = TYPING_INTERVAL_S
                await self.send_typing()
            if text_in <= 0:
                self._shows_text = True
                text_in = await self._show_text()

    async def _show_text(self) -> float:
        """Show or update the text; the seconds until the next time."""
        if self._uses_drafts:
            # If the server does not support drafts, or refuses one now, send a message instead.
            self._uses_drafts = await self._try(
                self._bot.send_message_draft,
                chat_id=self._to.chat, draft_id=self._draft, text=self._text,
                message_thread_id=self._to.topic,
            ) is not None  # fmt: skip
            if self._uses_drafts:
                return DRAFT_INTERVAL_S
        if self.message is None:
            sent = await self._try(
                self._bot.send_message,
                chat_id=self._to.chat, text=self._text, message_thread_id=self._to.topic,
                disable_notification=True,
            )  # fmt: skip
            # A call that the rate limiter has dropped returns no message.
            self.message = sent.message_id if isinstance(sent, Message) else None
        else:
            self._edits += 1
            await self._try(
                self._bot.edit_message_text,
                text=f"{self._text} {_DOT * self._edits}", chat_id=self._to.chat,
                message_id=self.message,
            )  # fmt: skip
        return EDIT_INTERVAL_S

    async def _try(self, call: Callable[..., Awaitable[Any]], **arguments: Any) -> Any:
        """The result of a droppable call; None when it failed."""
        try:
            return await call(**arguments, rate_limit_args=Priority.DROPPABLE)
        except TelegramError as error:
            _LOG.debug("no progress shown: %s", error.message)
            return None
