"""A bot at work over the notes of the tests, talking with the Bot API server on loopback."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from bot.assistant import Assistant
from bot.checks.screening_handler import Screening
from bot.payments.handler import Estimator
from bot.payments.market_data import load_sample_data
from bot.session import Sessions
from bot.settings import Settings
from bot.telegram.application import BotApplication
from bot.telegram.settings import TelegramSettings
from knowledge.compliance.sanctions.list_set import SanctionsLists
from knowledge.library import Library
from knowledge.settlement.reference_data import load_bundled_reference
from tests.fake_telegram.server import BotApi
from tests.support.encoders import WordEncoder
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


def make_assistant(make_index: MakeIndex) -> Assistant:
    """An assistant over the notes above, the sample market and the sample lists."""
    root = make_index(NOTES)
    library = Library(root, root, encoders=[WordEncoder()])
    estimator = partial(Estimator, load_sample_data(), library, load_bundled_reference())

    def screening() -> Screening:
        put_all(root / "lists")
        return Screening(SanctionsLists(root / "lists"), library, lambda: NOW)

    return Assistant(
        library, Sessions(), estimator=estimator, screening=screening, today=lambda: NOW.date()
    )


Serve = Callable[..., AbstractContextManager[BotApplication]]


def server(api: BotApi, home: Path, make: Callable[[], Assistant]) -> Serve:
    """What starts a bot for as long as a block lasts; what it keeps stays in ``home``."""

    @contextmanager
    def running(assistant: Assistant | None = None, **settings: Any) -> Iterator[BotApplication]:
        told: dict[str, Any] = {"admins": f"{ADMIN}", "allowed": f"{ANNA},{BORIS}", **settings}
        telegram = TelegramSettings.model_validate(
            {"TELEGRAM_BOT_TOKEN": api.token, "TELEGRAM_API_BASE_URL": api.base_url, **told}
        )
        made: list[BotApplication] = []
        trouble: list[BaseException] = []
        started, ended = threading.Event(), threading.Event()

        async def live() -> None:
            service = BotApplication(Settings(home=home), telegram, assistant or make())
            made.append(service)
            try:
                await service.start()
                started.set()
                await asyncio.to_thread(ended.wait)
            finally:
                await service.stop()

        def work() -> None:
            try:
                asyncio.run(live())
            except BaseException as error:  # noqa: BLE001 (raised again in the test)
                trouble.append(error)
            finally:
                started.set()

        thread = threading.Thread(target=work, name="bot")
        thread.start()
        started.wait(30)
        if trouble:
            thread.join(10)
            raise trouble[0]
        try:
            yield made[0]
        finally:
            ended.set()
            thread.join(30)
            if trouble:
                raise trouble[0]

    return running
