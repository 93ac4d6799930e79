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
# A typing mark lasts five seconds, a draft thirty.
SLOW, TYPING_AGAIN = 1.0, 4.0


@asynccontextmanager
async def working(bot: ExtBot[Any], to: Address, words: str, draft: int) -> AsyncIterator[None]:
    """Show that an answer is being made for as long as the block lasts.

    Everything here is a glimpse: left out rather than waited for, and failing in silence.
    """
    shown = asyncio.create_task(_show(bot, to, words, draft))
    try:
        yield
    finally:
        shown.cancel()
        with suppress(asyncio.CancelledError):
            await shown


async def _show(bot: ExtBot[Any], to: Address, words: str, draft: int) -> None:
    typing: dict[str, Any] = {"chat_id": to.chat, "message_thread_id": to.topic}
    try:
        await bot.send_chat_action(
            action=ChatAction.TYPING, rate_limit_args=Weight.GLIMPSE, **typing
        )
        await asyncio.sleep(SLOW)
        while True:
            if to.private:
                await bot.send_message_draft(
                    chat_id=to.chat, draft_id=draft, text=words, rate_limit_args=Weight.GLIMPSE
                )
            else:
                await bot.send_chat_action(
                    action=ChatAction.TYPING, rate_limit_args=Weight.GLIMPSE, **typing
                )
            await asyncio.sleep(TYPING_AGAIN)
    except TelegramError as error:
        # A server that knows no drafts, or a chat that went away: the answer itself will tell.
        _LOG.debug("no sign of work shown: %s", error.message)
