"""Charts: without one the text is sent all the same."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any

import pytest
from telegram.error import NetworkError

from bot.assistant import Assistant
from bot.question import Question
from bot.replies.reply import Reply
from bot.telegram.chat_address import ChatAddress
from bot.telegram.delivery.chart import ChartSender
from bot.telegram.delivery.sender import Sender
from tests.support.telegram_bot import ANNA

INVOICE = "40,000 EUR invoice from Germany to Tbilisi"


class Sent(Sender):
    """A delivery that keeps its pictures, or cannot deliver them."""

    def __init__(self, error: Exception | None = None) -> None:
        self.pictures, self.error = 0, error

    async def send_photo(self, to: ChatAddress, png: bytes, caption: str) -> bool:
        if self.error:
            raise self.error
        self.pictures += 1
        return True


class Undrawn(Executor):
    """A pool in which nothing is drawn: it fails, or never ends."""

    def __init__(self, error: Exception | None = None) -> None:
        self._error = error

    def submit(self, fn: Callable[..., Any], /, *_: Any, **__: Any) -> Future[Any]:
        future: Future[Any] = Future()
        if self._error:
            future.set_exception(self._error)
        return future


async def pictures(estimate: Reply, pool: Executor | None, error: Exception | None) -> int:
    """How many pictures of an estimate were sent, and no error came of it."""
    sent = Sent(error)
    with ThreadPoolExecutor(1) as own:
        seconds = 20 if pool is None else 0.05
        await ChartSender(sent, pool or own, seconds).send_chart(ChatAddress(ANNA), estimate)
    return sent.pictures


@pytest.mark.parametrize(
    ("pool", "error"),
    [
        (Undrawn(KeyError("a font")), None),
        (Undrawn(MemoryError()), None),
        (Undrawn(), None),
        (None, NetworkError("gone")),
        (None, ValueError("of the library's own")),
        (None, None),
    ],
    ids=["unknown", "no memory", "hangs", "network", "library", "drawn"],
)
def test_a_picture_that_cannot_be_drawn_or_sent_costs_nothing_else(
    make_telegram_assistant: Callable[[], Assistant],
    pool: Executor | None,
    error: Exception | None,
) -> None:
    estimate = make_telegram_assistant().answer(Question(text=INVOICE))
    sent = asyncio.run(pictures(estimate, pool, error))
    assert sent == (1 if pool is None and error is None else 0)
