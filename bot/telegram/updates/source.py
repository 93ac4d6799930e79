"""How updates come in: by asking for them, or pushed to an address of ours."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol
from urllib.parse import urlsplit

from telegram.error import TelegramError
from tornado.httpserver import HTTPServer

from bot.telegram.bot import LeanBot
from bot.telegram.delivery.sender import Sender
from bot.telegram.settings import TelegramSettings
from bot.telegram.updates import webhook_server
from bot.telegram.updates.authorization import UPDATE_KINDS
from bot.telegram.updates.inbox import Inbox
from bot.telegram.updates.polling import UpdatePoller
from bot.telegram.updates.startup_retry import retry_until

# A bot that has heard nothing from Telegram for so long is not ready. Seconds.
STALE_AFTER_S = 90.0
# What waits at the start is looked at first, if Telegram tells it within so many seconds.
CATCH_UP_TIMEOUT_S = 5.0


class UpdateSource(Protocol):
    """A way in for updates."""

    name: str

    async def open(self) -> None:
        """Begin to take updates; ConfigError or Unreachable when that cannot be done."""

    def fresh(self) -> bool:
        """Whether updates would arrive now, as far as one can tell."""

    async def close(self) -> None:
        """Take no more; what was taken may still be answered."""

    async def leave(self) -> None:
        """All that was taken is answered, or written down."""

    async def ended(self) -> None:
        """Return never, unless Telegram does not want us any more: ConfigError then."""


def make_update_source(
    bot: LeanBot, intake: Inbox, delivery: Sender, telegram: TelegramSettings
) -> UpdateSource:
    """The way in that the settings name."""
    if telegram.webhook_url:
        return WebhookSource(bot, intake, delivery, telegram)
    return PollingSource(bot, intake, telegram)


class PollingSource:
    """Updates that are asked for."""

    name = "polling"

    def __init__(
        self,
        bot: LeanBot,
        intake: Inbox,
        telegram: TelegramSettings,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Ask by ``bot``."""
        self._bot, self._patience, self._clock = bot, telegram.start_seconds, clock
        self._polling = UpdatePoller(bot, intake, clock=clock)
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Begin to ask; a webhook would keep all updates to itself."""
        await retry_until(self._bot.delete_webhook, self._patience)
        self._task = asyncio.create_task(self._polling.run())
        caught_up = asyncio.create_task(self._polling.caught_up.wait())
        both = (self._task, caught_up)
        await asyncio.wait(both, timeout=CATCH_UP_TIMEOUT_S, return_when=asyncio.FIRST_COMPLETED)
        caught_up.cancel()

    def fresh(self) -> bool:
        """Whether Telegram has answered lately."""
        return self._clock() - self._polling.good_at < STALE_AFTER_S

    async def close(self) -> None:
        """Ask no more."""
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def leave(self) -> None:
        """Tell Telegram what was taken."""
        with suppress(TelegramError):
            await self._polling.leave()

    async def ended(self) -> None:
        """Return never, unless the token is refused."""
        if self._task:
            await self._task


class WebhookSource:
    """Updates that are pushed to an address of ours."""

    name = "webhook"

    def __init__(
        self, bot: LeanBot, intake: Inbox, delivery: Sender, telegram: TelegramSettings
    ) -> None:
        """Be told of by ``bot``."""
        self._bot, self._intake, self._delivery = bot, intake, delivery
        self._telegram = telegram
        self._door: HTTPServer | None = None
        self._taking = True

    async def open(self) -> None:
        """Listen, then say where."""
        telegram = self._telegram
        secret = telegram.webhook_secret.get_secret_value()
        pair = None
        if telegram.webhook_certificate and telegram.webhook_key:
            pair = (telegram.webhook_certificate, telegram.webhook_key)
        self._door = webhook_server.start_webhook_server(
            secret, lambda told: self._intake.pushed(told, self._delivery.ahead),
            lambda: self._taking, telegram.webhook_listen, urlsplit(telegram.webhook_url).path,
            pair,
        )  # fmt: skip
        await retry_until(
            lambda: self._bot.set_webhook(
                telegram.webhook_url, secret_token=secret, allowed_updates=list(UPDATE_KINDS),
                certificate=telegram.webhook_certificate,
            ),
            telegram.start_seconds,
        )  # fmt: skip

    def fresh(self) -> bool:
        """Whether we listen: silence says nothing here."""
        return self._taking

    async def close(self) -> None:
        """Take no more, over old connections neither."""
        self._taking = False
        if self._door:
            self._door.stop()

    async def leave(self) -> None:
        """End the connections."""
        if self._door:
            await self._door.close_all_connections()

    async def ended(self) -> None:
        """Return never."""
        await asyncio.Event().wait()
