"""Getting a reply to its chat: whole, in order, tried again until it is there or cannot be."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from telegram import InlineKeyboardMarkup, LinkPreviewOptions, Message, MessageEntity
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, TelegramError
from telegram.ext import ExtBot

from bot.telegram.marked import Mark, Marked
from bot.telegram.pace import Weight
from bot.telegram.split import parts, units

_LOG = logging.getLogger("tradewind.telegram")
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
WAITS = (0.3, 1.0, 2.0, 4.0, 8.0, 15.0)
CAPTION = 1024


@dataclass(frozen=True)
class Address:
    """A chat, and the topic in it; ``reply_to`` is the message that is answered, in groups."""

    chat: int
    topic: int | None = None
    reply_to: int | None = None
    private: bool = True


def entities(marked: Marked) -> list[MessageEntity]:
    """The marks as Telegram takes them, counted in UTF-16 units."""

    def entity(mark: Mark) -> MessageEntity:
        before, inside = marked.text[: mark.start], marked.text[mark.start : mark.end]
        return MessageEntity(mark.kind, units(before), units(inside), url=mark.url or None)

    return [entity(mark) for mark in marked.marks]


class Delivery:
    """Sends replies; ``moved`` is told when a group has another id from now on."""

    def __init__(
        self,
        bot: ExtBot[Any],
        *,
        moved: Callable[[int, int], None] = lambda _old, _new: None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Send by ``bot``."""
        self._bot, self._moved, self._sleep = bot, moved, sleep

    async def text(
        self, to: Address, marked: Marked, keyboard: InlineKeyboardMarkup | None = None
    ) -> bool:
        """Whether all of it was sent; not when the chat is not to be reached any more.

        The buttons stand under the last part.
        """
        pieces = parts(marked)
        for number, part in enumerate(pieces, 1):
            last = number == len(pieces)
            if not await self._send(to, part, keyboard if last else None, first=number == 1):
                return False
        return True

    async def photo(self, to: Address, png: bytes, caption: str) -> bool:
        """Whether the picture was sent; the words that follow say the same, and shall not wait."""
        where = self._where(to, first=True)
        return await self._try(
            lambda chat: self._bot.send_photo(
                photo=BytesIO(png), caption=caption[:CAPTION], chat_id=chat,
                rate_limit_args=Weight.WORD, **where,
            ),
            to,
            WAITS[:1],
        )  # fmt: skip

    async def _send(
        self, to: Address, part: Marked, keyboard: InlineKeyboardMarkup | None, *, first: bool
    ) -> bool:
        async def send(chat: int, marks: Sequence[MessageEntity]) -> Message:
            return await self._bot.send_message(
                text=part.text, entities=marks, reply_markup=keyboard, chat_id=chat,
                link_preview_options=_NO_PREVIEW, rate_limit_args=Weight.WORD,
                **self._where(to, first=first),
            )  # fmt: skip

        try:
            return await self._try(lambda chat: send(chat, entities(part)), to)
        except BadRequest as error:
            # Better the words alone than nothing.
            _LOG.warning("sent without marks: %s", error.message)
            try:
                return await self._try(lambda chat: send(chat, ()), to)
            except BadRequest as again:
                _LOG.error("not sent: %s", again.message)
                return False

    def _where(self, to: Address, *, first: bool) -> dict[str, Any]:
        where: dict[str, Any] = {"message_thread_id": to.topic}
        if first and to.reply_to and not to.private:
            where |= {"reply_to_message_id": to.reply_to, "allow_sending_without_reply": True}
        return where

    async def _try(
        self,
        call: Callable[[int], Awaitable[object]],
        to: Address,
        waits: Sequence[float] = WAITS,
    ) -> bool:
        """Whether a call went through, tried again while the network or the server is at fault."""
        chat = to.chat
        for wait in (*waits, None):
            try:
                await call(chat)
            except ChatMigrated as moved:
                self._moved(chat, moved.new_chat_id)
                chat = moved.new_chat_id
            except (Forbidden, InvalidToken) as error:
                _LOG.info("a chat is closed to us: %s", error.message)
                return False
            except BadRequest:
                raise
            except TelegramError as error:
                # It may have arrived all the same: twice is better than never.
                if wait is None:
                    _LOG.error("gave up sending: %s", error.message)
                    return False
                await self._sleep(wait)
            except (TypeError, ValueError, KeyError, AttributeError) as error:
                # It was taken; only what the server said of it makes no sense to the library.
                _LOG.warning("sent, and answered oddly (%s)", type(error).__name__)
                return True
            else:
                return True
        return False
