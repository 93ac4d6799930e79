"""How updates arrive: by polling, or pushed to a webhook."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol

from telegram.error import TelegramError

from bot.telegram.bot import LeanBot
from bot.telegram.bounded_http_server import BoundedHttpServer
from bot.telegram.delivery.sender import Sender
from bot.telegram.settings import TelegramSettings
from bot.telegram.timer import DEFAULT_TIMER, Timer
from bot.telegram.updates.authorization import UPDATE_KINDS
from bot.telegram.updates.inbox import Inbox
from bot.telegram.updates.polling import UpdatePoller
from bot.telegram.updates.startup_retry import retry_until
from bot.telegram.updates.webhook_server import start_webhook_server

# Without an answer from Telegram for so long the bot is not ready.
STALE_AFTER_S = 90.0
# The start waits so long for the backlog, so that its updates are queued first.
CATCH_UP_TIMEOUT_S = 5.0


class UpdateSource(Protocol):
    """Where updates come from."""

    name: str

    async def open(self) -> None:
        """Start receiving; ConfigError or UnreachableError when that fails."""

    def is_receiving(self) -> bool:
        """Whether updates would arrive now, as far as can be known."""

    async def close(self) -> None:
        """Receive no more; received updates may still be answered."""

    async def finish(self) -> None:
        """Confirm the received updates: all are answered or stored."""

    async def wait_until_rejected(self) -> None:
        """Wait for ever, unless Telegram rejects the token: ConfigError then."""


class PollingSource:
    """Updates fetched from Telegram."""

    name = "polling"

    def __init__(
        self,
        bot: LeanBot,
        poller: UpdatePoller,
        start_timeout_s: float,
        timer: Timer = DEFAULT_TIMER,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Run ``poller``; the first call is retried for ``start_timeout_s``."""
        self._bot, self._poller = bot, poller
        self._start_timeout_s, self._timer, self._clock = start_timeout_s, timer, clock
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Remove a webhook, which would receive all updates, and start polling."""
        await retry_until(self._bot.delete_webhook, self._start_timeout_s, self._timer)
        self._task = asyncio.create_task(self._poller.run())
        caught_up = asyncio.create_task(self._poller.caught_up.wait())
        await asyncio.wait(
            (self._task, caught_up),
            timeout=CATCH_UP_TIMEOUT_S,
            return_when=asyncio.FIRST_COMPLETED,
        )
        caught_up.cancel()

    def is_receiving(self) -> bool:
        """Whether Telegram has answered lately."""
        return self._clock() - self._poller.last_answer_at < STALE_AFTER_S

    async def close(self) -> None:
        """Stop polling."""
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def finish(self) -> None:
        """Confirm the received updates."""
        with suppress(TelegramError):
            await self._poller.confirm()

    async def wait_until_rejected(self) -> None:
        """Wait for ever, unless Telegram rejects the token."""
        if self._task:
            await self._task


class WebhookSource:
    """Updates that Telegram pushes to our webhook."""

    name = "webhook"

    def __init__(
        self,
        bot: LeanBot,
        inbox: Inbox,
        sender: Sender,
        settings: TelegramSettings,
        timer: Timer = DEFAULT_TIMER,
        is_crowded: Callable[[], bool] = lambda: False,
    ) -> None:
        """Give updates to ``inbox``; ``sender`` knows the difference of the clocks.

        While ``is_crowded`` Telegram is asked to send them later.
        """
        self._bot, self._inbox, self._sender = bot, inbox, sender
        self._is_crowded = is_crowded
        self._settings, self._timer = settings, timer
        self._server: BoundedHttpServer | None = None
        self._is_open = True

    async def open(self) -> None:
        """Start listening, then register the webhook."""
        settings = self._settings
        self._server = start_webhook_server(settings, self._receive, self._has_room)

        async def register() -> bool:
            return await self._bot.set_webhook(
                settings.webhook_url,
                secret_token=settings.webhook_secret.get_secret_value(),
                allowed_updates=list(UPDATE_KINDS),
                certificate=settings.webhook_certificate,
            )

        await retry_until(register, settings.start_seconds, self._timer)

    def is_receiving(self) -> bool:
        """Whether the webhook is open; that no update comes says nothing here."""
        return self._is_open

    def _has_room(self) -> bool:
        return self._is_open and self._inbox.has_room() and not self._is_crowded()

    async def close(self) -> None:
        """Stop listening, and refuse updates that come over connections still open."""
        self._is_open = False
        if self._server:
            self._server.stop()

    async def finish(self) -> None:
        """Close the connections."""
        if self._server:
            await self._server.close_all_connections()

    async def wait_until_rejected(self) -> None:
        """Wait for ever."""
        await asyncio.Event().wait()

    async def _receive(self, data: Any) -> None:
        await self._inbox.receive_pushed(data, self._sender.clock_ahead_s)
