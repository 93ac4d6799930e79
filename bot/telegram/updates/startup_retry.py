"""The first calls to Telegram: made again while it cannot be reached, for a start must not fail
for a network that comes up a minute later."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError

from bot.telegram.updates.polling import MAX_WAIT_S, MIN_WAIT_S, retry_after_seconds
from knowledge.errors import ConfigError, UnreachableError

_LOG = logging.getLogger("tradewind.telegram")
T = TypeVar("T")


async def retry_until(
    call: Callable[[], Awaitable[T]],
    patience: float,
    *,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> T:
    """What a call gives, made again for so many seconds while Telegram cannot be reached.

    ConfigError when Telegram refuses it, which trying again would not mend; Unreachable after
    the last try.
    """
    until, wait = clock() + patience, MIN_WAIT_S
    while True:
        try:
            return await call()
        except InvalidToken:
            raise ConfigError(
                "Telegram does not accept the token.", fix="Check TELEGRAM_BOT_TOKEN."
            ) from None
        except BadRequest as error:
            raise ConfigError(
                f"Telegram refuses to begin ({error.message}).",
                fix="Check the settings of the webhook and TELEGRAM_API_BASE_URL.",
            ) from None
        except TelegramError as error:
            wait = retry_after_seconds(error) if isinstance(error, RetryAfter) else wait
            if clock() + wait > until:
                raise UnreachableError(
                    f"The Bot API cannot be reached ({error.message}).",
                    fix="Check the network and TELEGRAM_API_BASE_URL.",
                ) from None
            _LOG.warning("no start yet (%s); trying again in %.1f s", error.message, wait)
            await sleep(wait)
            wait = min(wait * 2, MAX_WAIT_S)
