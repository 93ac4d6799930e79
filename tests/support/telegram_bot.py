"""A bot at work over the notes of the tests, talking with the Bot API server on loopback."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from bot.answerer import Answerer
from bot.assistant import Assistant
from bot.checks.screening_handler import ScreeningHandler
from bot.payments.handler import PaymentHandler
from bot.payments.market_data import load_sample_data
from bot.session import Sessions
from bot.settings import Settings
from bot.telegram.application import BotApplication
from bot.telegram.settings import TelegramSettings
from bot.telegram.timer import Timer
from knowledge.compliance.sanctions.list_set import SanctionsLists
from knowledge.library import Library
from knowledge.settlement.reference_data import load_bundled_reference
from tests.fake_telegram.server import BotApi
from tests.support.encoders import WordEncoder
from tests.support.fast_time import FAST
from tests.support.index import MakeIndex
from tests.support.notes import note
from tests.support.sanctions import NOW, put_all

NOTES = {
    "tr-goods-payment.md": note(
        "tr-goods-payment",
        "A Turkish buyer cannot pay an invoice in crypto.[^1]"
        " The ban holds since 30 April 2021.[^1]",
        jurisdictions=["TR"],
        asks=[{"q": "Can I pay my Turkish supplier in USDT?", "verdict": "no"}],
    ),
    "ru-trade-payment-2026.md": note(
        "ru-trade-payment-2026", "A Russian importer may pay a foreign supplier in coins.[^1]",
        jurisdictions=["RU"],
        asks=[{"q": "Can a Russian company pay a foreign supplier in bitcoin?", "verdict": "yes"}],
    ),
}  # fmt: skip
ADMIN, ANNA, BORIS, STRANGER = 1, 2, 3, 4
START_S = 30.0


def make_assistant(make_index: MakeIndex) -> Assistant:
    """An assistant over the notes above, the sample market and the sample lists."""
    root = make_index(NOTES)
    library = Library(root, root, encoders=[WordEncoder()])
    estimator = partial(PaymentHandler, load_sample_data(), library, load_bundled_reference())

    def screening() -> ScreeningHandler:
        put_all(root / "lists")
        return ScreeningHandler(SanctionsLists(root / "lists"), library, lambda: NOW)

    return Assistant(
        library, Sessions(), payments=estimator, screening=screening, today=lambda: NOW.date()
    )


Serve = Callable[..., AbstractContextManager[BotApplication]]


def server(api: BotApi, home: Path, make: Callable[[], Answerer]) -> Serve:
    """What starts a bot for as long as a block lasts; its database stays in ``home``.

    The bot's waits are short, and its assistant is the one from ``make``, unless the block's
    arguments say otherwise. ``settings`` are the bot's.
    """

    @contextmanager
    def running(
        assistant: Answerer | None = None, *, timer: Timer = FAST, **settings: Any
    ) -> Iterator[BotApplication]:
        given: dict[str, Any] = {"admins": f"{ADMIN}", "allowed": f"{ANNA},{BORIS}", **settings}
        telegram = TelegramSettings.model_validate(
            {"TELEGRAM_BOT_TOKEN": api.token, "TELEGRAM_API_BASE_URL": api.base_url, **given}
        )
        thread = BotThread(
            lambda: BotApplication(Settings(home=home), telegram, assistant or make(), timer)
        )
        with thread as application:
            yield application

    return running


class BotThread:
    """A bot in a thread of its own; an error of it is raised in the test."""

    def __init__(self, build: Callable[[], BotApplication]) -> None:
        self._build = build
        self._application: BotApplication | None = None
        self._error: BaseException | None = None
        self._started, self._ended = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="bot")

    def __enter__(self) -> BotApplication:
        self._thread.start()
        self._started.wait(START_S)
        if self._error:
            self._thread.join(START_S)
            raise self._error
        assert self._application
        return self._application

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join(START_S)
        if self._error:
            raise self._error

    def _run(self) -> None:
        try:
            asyncio.run(self._live())
        except BaseException as error:  # noqa: BLE001 (raised again in the test)
            self._error = error
        finally:
            self._started.set()

    async def _live(self) -> None:
        self._application = self._build()
        try:
            await self._application.start()
            self._started.set()
            await asyncio.to_thread(self._ended.wait)
        finally:
            await self._application.stop()
