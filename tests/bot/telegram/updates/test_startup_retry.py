"""The first calls to Telegram, on a clock of their own."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.telegram.timer import Timer
from bot.telegram.updates.startup_retry import retry_until
from knowledge.errors import ConfigError, UnreachableError
from tests.support.clocks import Clock


def insisting(*answers: TelegramError | str, patience: float = 120.0) -> tuple[Any, list[float]]:
    """What a call gives that answers so, and how long was waited between."""
    clock, left = Clock(), list(answers)

    async def call() -> str:
        answer = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(answer, TelegramError):
            raise answer
        return answer

    return asyncio.run(retry_until(call, patience, Timer(clock, clock.sleep))), clock.slept


def test_a_first_call_is_made_again_ever_more_slowly_and_as_asked() -> None:
    down = NetworkError("down")
    assert insisting("well") == ("well", [])
    assert insisting(down, down, down, "well") == ("well", [0.5, 1.0, 2.0])
    assert insisting(RetryAfter(7), "well") == ("well", [7.0])


def test_after_its_patience_the_network_is_named_and_a_refusal_at_once() -> None:
    with pytest.raises(UnreachableError, match="cannot be reached"):
        insisting(NetworkError("down"))
    with pytest.raises(ConfigError, match="TELEGRAM_BOT_TOKEN"):
        insisting(InvalidToken("Unauthorized"), "well")
    with pytest.raises(ConfigError, match="bad webhook"):
        insisting(BadRequest("bad webhook"), "well")
    assert UnreachableError.exit_code != ConfigError.exit_code
