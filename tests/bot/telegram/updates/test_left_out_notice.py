"""A chat in which too many messages wait is told that some were left out."""

from __future__ import annotations

import asyncio

from telegram import Update
from telegram.error import TelegramError

from bot.messages import message
from bot.telegram.chat_address import ChatAddress
from bot.telegram.delivery.formatting import FormattedText
from bot.telegram.delivery.sender import DeliveryError, Sender
from bot.telegram.updates.left_out_notice import NOTICE_INTERVAL_S, LeftOutNotice
from tests.support.telegram_updates import message_update


class KeptSender(Sender):
    """Keeps what it is given to send, or fails."""

    def __init__(self, error: TelegramError | None = None) -> None:
        self.sent: list[tuple[int, str]] = []
        self.attempts, self.error = 0, error

    async def send_text(
        self, to: ChatAddress, text: FormattedText, keyboard: object = None
    ) -> bool:
        self.attempts += 1
        if self.error:
            raise self.error
        self.sent.append((to.chat, text.text))
        return True


def test_a_chat_is_told_once_a_minute_and_only_who_is_answered() -> None:
    now, sender = [0.0], KeptSender()
    notice = LeftOutNotice(sender, lambda update: update.update_id != 9, clock=lambda: now[0])

    async def work() -> None:
        for number in (9, 1, 2):
            await notice.send(message_update(number, "hello"))
        now[0] = NOTICE_INTERVAL_S
        await notice.send(message_update(3, "hello"))
        await notice.send(Update(4))

    asyncio.run(work())
    assert [text for _, text in sender.sent] == [message("tg_left_out", "en")] * 2


def test_a_notice_that_cannot_be_sent_costs_nothing_else() -> None:
    sender = KeptSender(DeliveryError("no network"))
    notice = LeftOutNotice(sender, lambda _: True)
    asyncio.run(notice.send(message_update(1, "hello")))
    assert sender.attempts == 1
    assert not sender.sent
