"""What a person sees while an answer is made: "typing" at once, and a word if it takes long."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from telegram.constants import ChatAction
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.telegram.deliver import Address
from bot.telegram.pace import Weight

_LOG = logging.getLogger("tradewind.telegram")
# Seconds. A typing mark lasts five of them, a draft thirty.
SLOW, TYPING_AGAIN = 1.0, 4.0
# How long a question may be held up by the signs to others.
PATIENCE = 0.2


class Presence:
    """Shows in each chat that its answer is being made.

    Everything here is a glimpse: left out rather than waited for, and failing in silence.
    """

    def __init__(self, bot: ExtBot[Any]) -> None:
        """Show it by ``bot``."""
        self._bot = bot
        # The loop itself keeps no hold of tasks that nobody waits for.
        self._tasks: set[asyncio.Task[None]] = set()
        self._first_signs = 0
        self._few = asyncio.Event()

    @asynccontextmanager
    async def working(self, to: Address, words: str, draft: int) -> AsyncIterator[None]:
        """Show it for as long as the block lasts; ``words`` as a draft if that is long.

        A call on its way is not cut off, for that would cost a connection; only a draft is waited
        for, since it must not come after the answer.
        """
        sign = _Sign(self._bot, to, words, draft)
        self._count(+1)
        shown = asyncio.create_task(self._show(sign))
        self._tasks.add(shown)
        shown.add_done_callback(self._tasks.discard)
        try:
            yield
        finally:
            sign.ended.set()
            if sign.drafting:
                await shown

    async def others_see(self) -> None:
        """Return when whoever asked at the same time sees a sign, or soon.

        Thinking and sending take the same interpreter: thoughts about the first question of many
        would hold up the signs to all others.
        """
        await asyncio.sleep(0)  # whatever came together is counted first
        with suppress(TimeoutError):
            await asyncio.wait_for(self._few.wait(), PATIENCE)

    async def _show(self, sign: _Sign) -> None:
        try:
            try:
                await sign.typing()
            finally:
                self._count(-1)
            await sign.go_on()
        except TelegramError as error:
            # A server that knows no drafts, or a chat that went away: the answer itself will tell.
            _LOG.debug("no sign of work shown: %s", error.message)

    def _count(self, by: int) -> None:
        self._first_signs += by
        # One is the sign to whoever asked: nobody waits for it.
        if self._first_signs <= 1:
            self._few.set()
        else:
            self._few.clear()


class _Sign:
    def __init__(self, bot: ExtBot[Any], to: Address, words: str, draft: int) -> None:
        self._bot, self._to, self._words, self._draft = bot, to, words, draft
        self.ended = asyncio.Event()
        self.drafting = False

    async def typing(self) -> None:
        await self._bot.send_chat_action(
            chat_id=self._to.chat, action=ChatAction.TYPING, message_thread_id=self._to.topic,
            rate_limit_args=Weight.GLIMPSE,
        )  # fmt: skip

    async def go_on(self) -> None:
        """Show it again and again until the answer is there."""
        wait = SLOW
        while not await self._over(wait):
            wait = TYPING_AGAIN
            if self._to.private:
                self.drafting = True
                await self._bot.send_message_draft(
                    chat_id=self._to.chat, draft_id=self._draft, text=self._words,
                    message_thread_id=self._to.topic, rate_limit_args=Weight.GLIMPSE,
                )  # fmt: skip
            else:
                await self.typing()

    async def _over(self, seconds: float) -> bool:
        """Whether the answer is there; looked for so long."""
        try:
            await asyncio.wait_for(self.ended.wait(), seconds)
        except TimeoutError:
            return False
        return True
