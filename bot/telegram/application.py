"""The running bot: its start, and its end without losing anything."""

from __future__ import annotations

import asyncio
import datetime as dt

from bot.answerer import Answerer
from bot.app import build_assistant
from bot.logs import get_logger
from bot.settings import Settings
from bot.telegram import wiring
from bot.telegram.bounded_http_server import BoundedHttpServer
from bot.telegram.command_menu import CommandMenu
from bot.telegram.delivery.retry_queue import RetryQueue
from bot.telegram.health_server import start_health_server
from bot.telegram.settings import TelegramSettings
from bot.telegram.store import Store
from bot.telegram.timer import DEFAULT_TIMER, Timer
from bot.telegram.updates.authorization import Authorization
from bot.telegram.updates.maintenance import Maintenance, delete_expired
from bot.telegram.updates.startup_retry import retry_until

_LOG = get_logger(__name__)
# How long unfinished answers may take when the bot stops; the others are made after a start.
STOP_TIMEOUT_S = 40.0


class BotApplication:
    """The bot, started by ``start`` and ended by ``stop``."""

    def __init__(
        self,
        settings: Settings,
        telegram: TelegramSettings,
        assistant: Answerer | None = None,
        timer: Timer = DEFAULT_TIMER,
    ) -> None:
        """Build all parts; TradewindError when the index or the database cannot be used.

        Without ``assistant`` the one that the settings describe is built.
        """
        self.telegram, self._timer = telegram, timer
        self._connection = wiring.connect(telegram, timer)
        bot = self._connection.bot
        self.assistant: Answerer = assistant or build_assistant(settings)
        self.store = Store(settings.home / "telegram.sqlite")
        delete_expired(self.store)
        retry_queue = RetryQueue(self.store)
        queue = wiring.build_queue(retry_queue)
        self.app = wiring.build_library_application(bot, queue)
        access = wiring.build_access(self.store, telegram)
        context = wiring.build_context(bot, self.assistant, self.store, timer)
        self.metrics, self._sender = context.metrics, context.sender
        self._pools = wiring.build_pools()
        self._menu = CommandMenu(bot, access.admins)
        wiring.register_handlers(
            self.app,
            Authorization(access, context.sender, context.metrics),
            wiring.build_handlers(bot, context, access, self._pools, retry_queue, telegram, timer),
            self._menu,
            access.admins,
        )
        self.inbox = wiring.build_inbox(self.app, self.store, access)
        queue.tell_left_out(wiring.build_left_out_notice(bot, context.sender, access).send)
        self.source = wiring.build_source(bot, self.inbox, queue, context.sender, telegram, timer)
        self._maintenance = Maintenance(self.store, retry_queue, self.app.update_queue.put)
        self._maintenance_task: asyncio.Task[None] | None = None
        self._health_server: BoundedHttpServer | None = None
        self._is_started = False

    def is_ready(self) -> bool:
        """Whether a question would be answered now."""
        return self._is_started and self.source.is_receiving()

    def describe_trouble(self) -> str:
        """Why the answers may be behind the documents, in words; empty when they are not."""
        return self.assistant.library.describe_trouble(dt.datetime.now(dt.UTC))

    async def start(self) -> None:
        """Check the token, resume unfinished updates, and receive new ones.

        ConfigError when that is not possible, UnreachableError when it is not possible now.
        """
        await retry_until(self.app.initialize, self.telegram.start_seconds, self._timer)
        await self._menu.publish()
        await asyncio.to_thread(self.assistant.warm_up)
        await self.app.start()
        await self.inbox.resume(self.store.unfinished_updates())
        await self.source.open()
        self._maintenance_task = asyncio.create_task(self._maintenance.run())
        if self.telegram.health_port:
            self._health_server = start_health_server(
                self.telegram.health_port, self.metrics, self.is_ready, self.describe_trouble
            )
        self._is_started = True
        manifest = self.assistant.library.generation.manifest
        _LOG.info(
            "ready: @%s, %s, access %s, index %s of %s notes from %s", self.app.bot.username,
            self.source.name, self.telegram.access, manifest.generation, manifest.documents,
            ", ".join(manifest.sources) or "unnamed sources",
        )  # fmt: skip

        if trouble := self.describe_trouble():
            _LOG.warning("%s", trouble)

    async def wait_until_rejected(self) -> None:
        """Wait for ever, unless Telegram rejects the token: ConfigError then."""
        await self.source.wait_until_rejected()

    async def stop(self) -> None:
        """Receive nothing more, finish the answers that are being made, and close everything."""
        self._is_started = False
        if self._maintenance_task:
            self._maintenance_task.cancel()
        self._sender.stop_retrying()
        await self.source.close()
        await self.inbox.flush()
        if self.app.running:
            try:
                await asyncio.wait_for(self.app.stop(), STOP_TIMEOUT_S)
            except TimeoutError:
                _LOG.warning("stopped before all answers were made: they follow the next start")
        await self.source.finish()
        if self._health_server:
            self._health_server.stop()
        await self.app.shutdown()
        # A start that failed half-way leaves them open.
        for client in self._connection.clients:
            await client.shutdown()
        self._pools.shutdown()
        self.store.close()
