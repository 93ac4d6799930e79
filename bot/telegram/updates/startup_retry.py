"""Retrying the first calls to Telegram: a bot may be started before its network is up."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError

from bot.logs import get_logger
from bot.telegram.timer import DEFAULT_TIMER, Timer, retry_after_seconds
from bot.telegram.updates.polling import MAX_WAIT_S, MIN_WAIT_S
from knowledge.errors import ConfigError, UnreachableError

_LOG = get_logger(__name__)
T = TypeVar("T")


async def retry_until(
    call: Callable[[], Awaitable[T]],
    timeout_s: float,
    timer: Timer = DEFAULT_TIMER,
) -> T:
    """The result of a call, retried for ``timeout_s`` while Telegram cannot be reached.

    ConfigError when Telegram refuses the call, which no retry would change; UnreachableError
    after the last try.
    """
    deadline, wait_s = timer.clock() + timeout_s, MIN_WAIT_S
    while True:
        try:
            return await call()
        except InvalidToken:
            raise ConfigError(
                "Telegram does not accept the token.", fix="Check TELEGRAM_BOT_TOKEN."
            ) from None
        except BadRequest as error:
            raise ConfigError(
                f"Telegram refuses to start ({error.message}).",
                fix="Check the settings of the webhook and TELEGRAM_API_BASE_URL.",
            ) from None
        except TelegramError as error:
            wait_s = retry_after_seconds(error) if isinstance(error, RetryAfter) else wait_s
            if timer.clock() + wait_s > deadline:
                raise UnreachableError(
                    f"The Bot API cannot be reached ({error.message}).",
                    fix="Check the network and TELEGRAM_API_BASE_URL.",
                ) from None
            _LOG.warning("not started yet (%s); trying again in %.1f s", error.message, wait_s)
            await timer.sleep(wait_s)
            wait_s = min(wait_s * 2, MAX_WAIT_S)
