"""What a person sees while an answer is made: "typing" at once, and a word if it takes long."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from telegram.constants import ChatAction
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.telegram.deliver import Address
from bot.telegram.pace import Weight

_LOG = logging.getLogger("tradewind.telegram")
# A typing mark lasts five seconds, a draft thirty.
SLOW, TYPING_AGAIN = 1.0, 4.0


@asynccontextmanager
async def working(bot: ExtBot[Any], to: Address, words: str, draft: int) -> AsyncIterator[None]:
    """Show that an answer is being made for as long as the block lasts.

    Everything here is a glimpse: left out rather than waited for, and failing in silence. A call
    on its way is not cut off, for that would cost a connection; only a draft is waited for, since
    it must not come after the answer.
    """
    sign = _Sign(bot, to, words, draft)
    shown = asyncio.create_task(sign.show())
    _SHOWN.add(shown)
    shown.add_done_callback(_SHOWN.discard)
    try:
        yield
    finally:
        sign.ended.set()
        if sign.drafting:
            await shown


# The loop itself keeps no hold of tasks that nobody waits for.
_SHOWN: set[asyncio.Task[None]] = set()


class _Sign:
    def __init__(self, bot: ExtBot[Any], to: Address, words: str, draft: int) -> None:
        self._bot, self._to, self._words, self._draft = bot, to, words, draft
        self.ended = asyncio.Event()
        self.drafting = False

    async def show(self) -> None:
        try:
            await self._typing()
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
                    await self._typing()
        except TelegramError as error:
            # A server that knows no drafts, or a chat that went away: the answer itself will tell.
            _LOG.debug("no sign of work shown: %s", error.message)

    async def _typing(self) -> None:
        await self._bot.send_chat_action(
            chat_id=self._to.chat, action=ChatAction.TYPING, message_thread_id=self._to.topic,
            rate_limit_args=Weight.GLIMPSE,
        )  # fmt: skip

    async def _over(self, seconds: float) -> bool:
        """Whether the answer is there; looked for so long."""
        try:
            await asyncio.wait_for(self.ended.wait(), seconds)
        except TimeoutError:
            return False
        return True
