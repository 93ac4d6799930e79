"""Getting a reply to its chat: whole, in order, tried again until it is there or cannot be."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from telegram import InlineKeyboardMarkup, Message, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, TelegramError

from bot.telegram.bot import LeanBot
from bot.telegram.delivery.formatting import FormattedText, TextEntity
from bot.telegram.delivery.message_split import split_message, utf16_length
from bot.telegram.delivery.rate_limiter import Priority
from bot.telegram.store import best_effort
from bot.telegram.waits import Wait, wait_or_timeout

_LOG = logging.getLogger("tradewind.telegram")
_NO_PREVIEW = {"is_disabled": True}
# Seconds between tries: some ten minutes in all, as long as an outage may last.
RETRY_WAITS_S = (0.3, 1.0, 2.0, 4.0, 8.0, 15.0) + (30.0,) * 19
MAX_CAPTION_CHARS = 1024


class DeliveryError(TelegramError):
    """Words that did not arrive, and may yet: the network or the server is at fault."""


@dataclass(frozen=True)
class Address:
    """A chat, and the topic in it; ``reply_to`` is the message that is answered, in groups."""

    chat: int
    topic: int | None = None
    reply_to: int | None = None
    private: bool = True


def telegram_entities(marked: FormattedText) -> list[dict[str, Any]]:
    """The marks as Telegram takes them, counted in UTF-16 units."""

    def entity(mark: TextEntity) -> dict[str, Any]:
        before, inside = marked.text[: mark.start], marked.text[mark.start : mark.end]
        told = {"type": mark.kind, "offset": utf16_length(before), "length": utf16_length(inside)}
        return told | {"url": mark.url} if mark.url else told

    return [entity(mark) for mark in marked.marks]


class Sender:
    """Sends replies; ``moved`` is told when a group has another id from now on.

    ``ahead`` is by how many seconds our clock is ahead of Telegram's, as far as one can tell.
    """

    def __init__(
        self,
        bot: LeanBot,
        *,
        moved: Callable[[int, int], None] = lambda _old, _new: None,
        clock: Callable[[], float] = time.time,
        over: Wait = wait_or_timeout,
    ) -> None:
        """Send by ``bot``."""
        self._bot, self._moved, self._clock, self._over = bot, moved, clock, over
        self._closing = asyncio.Event()
        self.ahead = 0.0

    def hurry(self) -> None:
        """Wait for no better times any more: what does not arrive now is told after the start."""
        self._closing.set()

    async def text(
        self, to: Address, marked: FormattedText, keyboard: InlineKeyboardMarkup | None = None
    ) -> bool:
        """Whether all of it was sent; not when the chat is not to be reached any more.

        The buttons stand under the last part. Undelivered when it may be sent at another time.
        """
        pieces = split_message(marked)
        for number, part in enumerate(pieces, 1):
            last = number == len(pieces)
            if not await self._send(to, part, keyboard if last else None, first=number == 1):
                return False
        return True

    async def photo(self, to: Address, png: bytes, caption: str) -> bool:
        """Whether the picture was sent; the words that follow say the same, and shall not wait."""
        where = self._where(to, first=True)
        try:
            send = partial(
                self._bot.send_photo, photo=png, caption=caption[:MAX_CAPTION_CHARS],
                rate_limit_args=Priority.MUST_SEND, **where,
            )  # fmt: skip
            return await self._try(send, to, RETRY_WAITS_S[:1])
        except (BadRequest, DeliveryError) as error:
            _LOG.warning("no picture: %s", error.message)
            return False

    async def _send(
        self,
        to: Address,
        part: FormattedText,
        keyboard: InlineKeyboardMarkup | None,
        *,
        first: bool,
    ) -> bool:
        where, marks = self._where(to, first=first), telegram_entities(part)
        # Better the words alone than nothing: without marks, then outside their topic.
        tries: list[tuple[dict[str, Any], list[dict[str, Any]], InlineKeyboardMarkup | None]] = [
            (where, marks, keyboard), (where, [], keyboard), ({}, marks, None), ({}, [], None),
        ]  # fmt: skip
        for there, shown, below in tries:
            message = {"text": part.text, "entities": shown, "reply_markup": below,
                       "link_preview_options": _NO_PREVIEW} | there  # fmt: skip
            try:
                return await self._try(partial(self._said, message), to)
            except BadRequest as error:
                _LOG.warning("refused: %s", error.message)
        _LOG.error("not sent")
        return False

    async def _said(self, message: dict[str, Any], chat: int) -> object:
        return await self._bot.say(Priority.MUST_SEND, chat_id=chat, **message)

    def _where(self, to: Address, *, first: bool) -> dict[str, Any]:
        where: dict[str, Any] = {"message_thread_id": to.topic}
        if first and to.reply_to and not to.private:
            where["reply_parameters"] = ReplyParameters(
                to.reply_to, allow_sending_without_reply=True
            )
        return where

    async def _try(
        self,
        call: Callable[[int], Awaitable[object]],
        to: Address,
        waits: Sequence[float] = RETRY_WAITS_S,
    ) -> bool:
        """Whether a call went through, tried again while the network or the server is at fault.

        BadRequest when it is refused as it stands, Undelivered when nothing helped.
        """
        chat = to.chat
        for wait in (*waits, None):
            last = wait is None or self._closing.is_set()
            try:
                self._compare_clocks(await call(chat))
            except ChatMigrated as moved:
                with best_effort("that a group moved"):
                    self._moved(chat, moved.new_chat_id)
                chat = moved.new_chat_id
            except (Forbidden, InvalidToken) as error:
                _LOG.info("a chat is closed to us: %s", error.message)
                return False
            except BadRequest:
                raise
            except TelegramError as error:
                # It may have arrived all the same: twice is better than never.
                if wait is None or last:
                    raise DeliveryError(error.message) from None
                await self._over(self._closing, wait)
            except (TypeError, ValueError, KeyError, AttributeError) as error:
                # It was taken; only what the server said of it makes no sense to the library.
                _LOG.warning("sent, and answered oddly (%s)", type(error).__name__)
                return True
            else:
                return True
        raise DeliveryError("the chat moves on and on")

    def _compare_clocks(self, sent: object) -> None:
        # Words come back as they were told, a picture as the library has read it.
        date = sent.get("date") if isinstance(sent, dict) else None
        if isinstance(sent, Message):
            date = sent.date.timestamp()
        if isinstance(date, int | float):
            self.ahead = self._clock() - date
