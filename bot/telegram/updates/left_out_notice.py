"""What the users of a chat are told when too many of its messages wait and one is left out."""

from __future__ import annotations

import time
from collections.abc import Callable

from telegram import Update
from telegram.error import TelegramError

from bot.logs import get_logger
from bot.messages import message
from bot.telegram.chat_address import reply_address
from bot.telegram.conversation_key import conversation_key
from bot.telegram.delivery.formatting import FormattedText
from bot.telegram.delivery.sender import Sender
from bot.telegram.notice_interval import NoticeInterval
from bot.telegram.user_language import language_of

_LOG = get_logger(__name__)
NOTICE_INTERVAL_S, MAX_CHATS = 60.0, 1000


class LeftOutNotice:
    """Tells a chat, once a minute at most, that messages were left out."""

    def __init__(
        self,
        sender: Sender,
        expects_answer: Callable[[Update], bool],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Send by ``sender``, for updates for which ``expects_answer`` holds."""
        self._sender, self._expects_answer = sender, expects_answer
        self._notices = NoticeInterval(NOTICE_INTERVAL_S, MAX_CHATS, clock=clock)

    async def send(self, update: Update) -> None:
        """Tell the sender of an update that it was left out, unless the chat was just told."""
        request = update.message
        if request is None or not self._expects_answer(update):
            return
        if not self._notices.try_take(conversation_key(update)):
            return
        text = message("tg_left_out", language_of(request.from_user))
        try:
            await self._sender.send_text(reply_address(request), FormattedText(text))
        except TelegramError as error:
            _LOG.warning("no notice of messages left out: %s", error.message)
