"""The process around the bot."""

from __future__ import annotations

import asyncio
import os
import signal
from types import SimpleNamespace
from typing import Any

import pytest

from bot.telegram.run import _serve
from knowledge.errors import ConfigError


class Application:
    """A bot that notes what becomes of it."""

    def __init__(self, error: Exception | None = None) -> None:
        self.app = SimpleNamespace(bot=SimpleNamespace(username="a_bot"))
        self._error = error
        self.steps: list[str] = []

    async def start(self) -> None:
        self.steps.append("start")

    async def wait_until_rejected(self) -> None:
        if self._error:
            raise self._error
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.Event().wait()

    async def stop(self) -> None:
        self.steps.append("stop")


def serve(application: Application) -> None:
    bot: Any = application
    asyncio.run(_serve(bot))


def test_a_signal_stops_it_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    application = Application()
    serve(application)
    assert application.steps == ["start", "stop"]
    assert "@a_bot is listening" in capsys.readouterr().out


def test_a_rejected_token_ends_it_after_it_has_stopped() -> None:
    application = Application(ConfigError("rejected", fix="Get another."))
    with pytest.raises(ConfigError, match="rejected"):
        serve(application)
    assert application.steps == ["start", "stop"]
