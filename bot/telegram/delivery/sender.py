"""Sending replies to a chat: in order, and again until they arrive or cannot."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

from telegram import InlineKeyboardMarkup, Message, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, TelegramError

from bot.logs import get_logger
from bot.telegram.bot import LeanBot
from bot.telegram.chat_address import ChatAddress
from bot.telegram.delivery.formatting import FormattedText, TextEntity
from bot.telegram.delivery.message_split import split_message, utf16_length
from bot.telegram.priority import Priority
from bot.telegram.store import best_effort
from bot.telegram.timer import Wait, wait_or_timeout

_LOG = get_logger(__name__)
_NO_PREVIEW = {"is_disabled": True}
# Seconds between tries, ten minutes in all: as long as an outage may last.
RETRY_WAITS_S = (0.3, 1.0, 2.0, 4.0, 8.0, 15.0) + (30.0,) * 19
MAX_CAPTION_CHARS = 1024


class DeliveryError(TelegramError):
    """A message that could not be sent now and may be sent later: the network or server failed."""


def telegram_entities(text: FormattedText) -> list[dict[str, Any]]:
    """The entities of a text as the Bot API takes them, in UTF-16 code units."""

    def convert(entity: TextEntity) -> dict[str, Any]:
        before, inside = text.text[: entity.start], text.text[entity.start : entity.end]
        converted = {"type": entity.kind, "offset": utf16_length(before),
                     "length": utf16_length(inside)}  # fmt: skip
        return converted | {"url": entity.url} if entity.url else converted

    return [convert(entity) for entity in text.entities]


class Sender:
    """Sends texts and pictures.

    ``clock_ahead_s`` is how far our clock is ahead of Telegram's, by the latest sent message.
    """

    def __init__(
        self,
        bot: LeanBot,
        *,
        on_group_moved: Callable[[int, int], None] = lambda _old, _new: None,
        clock: Callable[[], float] = time.time,
        wait: Wait = wait_or_timeout,
    ) -> None:
        """Call ``on_group_moved`` with the old and new id of a group that became a supergroup."""
        self._bot, self._on_group_moved = bot, on_group_moved
        self._clock, self._wait = clock, wait
        self._stopping = asyncio.Event()
        self.clock_ahead_s = 0.0

    def stop_retrying(self) -> None:
        """Try everything just once from now on; what fails is sent after the next start."""
        self._stopping.set()

    async def send_text(
        self, to: ChatAddress, text: FormattedText, keyboard: InlineKeyboardMarkup | None = None
    ) -> bool:
        """Send a text in one or several messages, the buttons under the last one.

        False when the chat is closed to the bot, DeliveryError when it may be sent later.
        """
        parts = split_message(text)
        for number, part in enumerate(parts, 1):
            buttons = keyboard if number == len(parts) else None
            if not await self._send_part(to, part, buttons, is_first=number == 1):
                return False
        return True

    async def send_photo(self, to: ChatAddress, png: bytes, caption: str) -> bool:
        """Send a picture with few retries, as the text after it must not wait; False if it fails.

        Raises nothing but programming errors.
        """
        send = partial(
            self._bot.send_photo, photo=png, caption=caption[:MAX_CAPTION_CHARS],
            rate_limit_args=Priority.MUST_SEND, **_placement(to, is_first=True),
        )  # fmt: skip
        try:
            return await self._try(send, to.chat, RETRY_WAITS_S[:1])
        except (BadRequest, DeliveryError) as error:
            _LOG.warning("no picture: %s", error.message)
            return False

    async def _send_part(
        self,
        to: ChatAddress,
        part: FormattedText,
        keyboard: InlineKeyboardMarkup | None,
        *,
        is_first: bool,
    ) -> bool:
        place, entities = _placement(to, is_first=is_first), telegram_entities(part)
        # When Telegram refuses: without formatting, then outside of the topic, rather than not.
        versions: list[dict[str, Any]] = [
            {"entities": entities, "reply_markup": keyboard} | place,
            {"entities": [], "reply_markup": keyboard} | place,
            {"entities": entities, "reply_markup": None},
            {"entities": [], "reply_markup": None},
        ]
        for version in versions:
            message = {"text": part.text, "link_preview_options": _NO_PREVIEW} | version
            try:
                return await self._try(partial(self._send_raw, message), to.chat)
            except BadRequest as error:
                _LOG.warning("refused: %s", error.message)
        _LOG.error("not sent")
        return False

    async def _send_raw(self, message: dict[str, Any], chat: int) -> object:
        return await self._bot.send_raw(Priority.MUST_SEND, chat_id=chat, **message)

    async def _try(
        self,
        call: Callable[[int], Awaitable[object]],
        chat: int,
        waits_s: Sequence[float] = RETRY_WAITS_S,
    ) -> bool:
        """Make a call, again and again while the network or the server fails.

        False when the chat is closed to the bot, BadRequest when Telegram refuses the call,
        DeliveryError after the last try.
        """
        for wait_s in (*waits_s, None):
            is_last = wait_s is None or self._stopping.is_set()
            try:
                self._compare_clocks(await call(chat))
            except ChatMigrated as moved:
                with best_effort("that a group moved"):
                    self._on_group_moved(chat, moved.new_chat_id)
                chat = moved.new_chat_id
            except (Forbidden, InvalidToken) as error:
                _LOG.info("a chat is closed to the bot: %s", error.message)
                return False
            except BadRequest:
                raise
            except TelegramError as error:
                # It may have arrived all the same: twice is better than not at all.
                if wait_s is None or is_last:
                    raise DeliveryError(error.message) from None
                await self._wait(self._stopping, wait_s)
            except (TypeError, ValueError, KeyError, AttributeError) as error:
                # It was sent; only the library cannot parse the server's answer.
                _LOG.warning("sent, with an unreadable answer (%s)", type(error).__name__)
                return True
            else:
                return True
        raise DeliveryError("the chat has moved too often")

    def _compare_clocks(self, sent: object) -> None:
        """Update ``clock_ahead_s`` from a sent message: JSON, or the library's object."""
        date = sent.get("date") if isinstance(sent, dict) else None
        if isinstance(sent, Message):
            date = sent.date.timestamp()
        if isinstance(date, int | float):
            self.clock_ahead_s = self._clock() - date


def _placement(to: ChatAddress, *, is_first: bool) -> dict[str, Any]:
    """The parameters for the topic, and in a group for the message that is answered."""
    place: dict[str, Any] = {"message_thread_id": to.topic}
    if is_first and to.reply_to and not to.private:
        place["reply_parameters"] = ReplyParameters(to.reply_to, allow_sending_without_reply=True)
    return place
