"""A running bot: everything wired, started, and stopped with nothing lost."""

from __future__ import annotations

import asyncio
import logging
import os
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)
from tornado.httpserver import HTTPServer

from bot import app as wiring
from bot.assistant import Assistant
from bot.settings import Settings
from bot.telegram.access import Access
from bot.telegram.bot import LeanBot
from bot.telegram.command_menu import CommandMenu
from bot.telegram.delivery.rate_limiter import ChatRateLimiter
from bot.telegram.delivery.retry_queue import RetryQueue
from bot.telegram.delivery.sender import Sender
from bot.telegram.handlers import admin as admins
from bot.telegram.handlers.admin import AdminCommands
from bot.telegram.handlers.callbacks import ButtonResponder
from bot.telegram.handlers.conversation_store import ConversationStore
from bot.telegram.handlers.inline import InlineResponder
from bot.telegram.handlers.messages import MessageResponder
from bot.telegram.handlers.rate_limit import UserQuota
from bot.telegram.handlers.service_commands import ServiceCommands
from bot.telegram.handlers.thread_pool import ReplaceableThreadPool
from bot.telegram.http_client import BotApiClient
from bot.telegram.maintenance import Maintenance
from bot.telegram.metrics import Metrics
from bot.telegram.proxy import find_proxy
from bot.telegram.settings import TelegramSettings
from bot.telegram.store import Store, best_effort
from bot.telegram.updates import webhook_server
from bot.telegram.updates.authorization import Authorization
from bot.telegram.updates.backlog import expects_answer
from bot.telegram.updates.conversation_queue import ConversationQueue, bypasses_queue
from bot.telegram.updates.inbox import Inbox
from bot.telegram.updates.source import make_update_source
from bot.telegram.updates.startup_retry import retry_until

_LOG = logging.getLogger("tradewind.telegram")
# Thinking takes the interpreter: two threads at it would only be in each other's way, and in that
# of the one which talks to Telegram. Waiting for a market takes nothing.
COMPUTE_THREADS, MARKET_THREADS = 1, 3
# Seconds that the answers in the making have once we are told to stop; the rest come after a start.
STOP_TIMEOUT_S = 40.0


class BotApplication:
    """A running bot: started by ``start``, ended by ``stop``."""

    def __init__(
        self, settings: Settings, telegram: TelegramSettings, assistant: Assistant | None = None
    ) -> None:
        """Wire everything; TradewindError when the index or the state cannot be used.

        ``assistant`` stands in for the one that the settings describe.
        """
        # Without it the library warns of a change to come whenever a chat is told to wait.
        os.environ.setdefault("PTB_TIMEDELTA", "1")
        proxy = find_proxy(telegram.api_url)
        self.telegram = telegram
        self.metrics = Metrics()
        self.assistant = assistant or wiring.assistant(settings)
        self.store = Store(settings.home / "telegram.sqlite")
        with best_effort("what is older than it is kept for was not dropped"):
            self.store.tidy()
        self.pools = (
            ReplaceableThreadPool(COMPUTE_THREADS, "think"),
            ReplaceableThreadPool(MARKET_THREADS, "wait"),
        )
        self.owed = RetryQueue(lambda update: self.gate.finished(update))
        self.order = ConversationQueue(hurried=bypasses_queue, done=self.owed.done)
        self._wires = (BotApiClient(proxy=proxy), BotApiClient(connections=1, proxy=proxy))
        bot = LeanBot(
            telegram.token.get_secret_value(), telegram.api_url, telegram.file_url,
            request=self._wires[0], get_updates_request=self._wires[1],
            rate_limiter=ChatRateLimiter(a_second=telegram.a_second),
        )  # fmt: skip
        self.app: Application[LeanBot, Any, Any, Any, Any, None] = (
            ApplicationBuilder()
            .bot(bot)
            .concurrent_updates(self.order)
            .updater(None)
            .job_queue(None)
            .build()
        )
        access = Access(
            self.store,
            telegram.ids("admins"),
            telegram.ids("allowed"),
            everybody=telegram.access == "open",
        )
        self.memory = ConversationStore(self.assistant.sessions, self.store)
        delivery = Sender(bot, moved=self.memory.moved)
        self.delivery = delivery
        self.gate = Authorization(access, self.store, delivery, self.metrics)
        self.admin = AdminCommands(
            self.assistant, access, self.store, self.memory, delivery, self.metrics, telegram.inbox
        )
        budget = UserQuota(telegram.per_hour)
        self.talk = MessageResponder(
            bot, self.assistant, self.memory, delivery, self.metrics, self.pools,
            key=self.store.key, budget=budget, seconds=telegram.answer_seconds,
        )  # fmt: skip
        self.buttons = ButtonResponder(
            self.talk, self.assistant, self.memory, self.store, budget, self.admin.decided
        )
        self.asides = ServiceCommands(self.talk, self.memory, delivery, self.metrics, self.owed)
        self.inline = InlineResponder(
            self.assistant, self.pools[1], telegram.answer_seconds, UserQuota(telegram.per_hour)
        )
        self.menu = CommandMenu(bot, telegram.ids("admins"))
        put = self.app.update_queue.put
        self.intake = Inbox(
            bot, self.store, put, lambda update: expects_answer(bot.bot, update, access.may_talk),
            crowded=self.order.crowded,
        )  # fmt: skip
        self.entrance = make_update_source(bot, self.intake, delivery, telegram)
        self._upkeep = Maintenance(self.store, self.owed, put)
        self._rounds: asyncio.Task[None] | None = None
        self._health: HTTPServer | None = None
        self._started = False
        self._handle()

    @property
    def ready(self) -> bool:
        """Whether a question would be answered now."""
        return self._started and self.entrance.fresh()

    def _handle(self) -> None:
        add = self.app.add_handler
        add(TypeHandler(object, self.gate.check), group=-1)
        add(CommandHandler("cancel", self.asides.cancel))
        add(CommandHandler("privacy", self.asides.privacy))
        add(CommandHandler("forget", self.asides.forget))
        add(CommandHandler(admins.ADMIN_COMMANDS, self.admin.command))
        # Of anybody else a document is no more than its caption.
        from_admin = filters.User(self.telegram.ids("admins")) & filters.ChatType.PRIVATE
        add(MessageHandler(filters.Document.ALL & from_admin, self.admin.document))
        add(MessageHandler(filters.StatusUpdate.MIGRATE, self.asides.moved))
        told = filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE
        add(MessageHandler(told & ~filters.StatusUpdate.ALL, self.talk.message))
        add(CallbackQueryHandler(self.buttons.pressed))
        add(InlineQueryHandler(self.inline.query))
        add(TypeHandler(Update, self.menu.greet), group=1)
        self.app.add_error_handler(self.asides.failed)

    async def start(self) -> None:
        """Check the token, answer what waits, and listen.

        ConfigError when that cannot be done, Unreachable when it cannot be done now.
        """
        await retry_until(self.app.initialize, self.telegram.start_seconds)
        await self.menu.tell()
        await asyncio.to_thread(self.assistant.warm_up)
        await self.app.start()
        await self.intake.again(self.store.unfinished())
        await self.entrance.open()
        self._rounds = asyncio.create_task(self._upkeep.run())
        if self.telegram.health_port:
            self._health = webhook_server.start_health_server(
                self.telegram.health_port, self.metrics, lambda: self.ready
            )
        self._started = True
        manifest = self.assistant.library.generation.manifest
        _LOG.info(
            "ready: @%s, %s, access %s, index %s of %s notes from %s", self.app.bot.username,
            self.entrance.name, self.telegram.access, manifest.generation, manifest.documents,
            ", ".join(manifest.sources) or "nowhere named",
        )  # fmt: skip

    async def ended(self) -> None:
        """Return never, unless Telegram does not want us any more: ConfigError then."""
        await self.entrance.ended()

    async def stop(self) -> None:
        """Take nothing new, finish what is being answered, put the state away."""
        self._started = False
        if self._rounds:
            self._rounds.cancel()
        self.delivery.hurry()
        await self.entrance.close()
        await self.intake.settle()
        if self.app.running:
            try:
                await asyncio.wait_for(self.app.stop(), STOP_TIMEOUT_S)
            except TimeoutError:
                _LOG.warning("stopped in the midst of answers: they come after the next start")
        await self.entrance.leave()
        if self._health:
            self._health.stop()
        await self.app.shutdown()
        # A start that failed half-way leaves them open.
        for wire in self._wires:
            await wire.shutdown()
        for pool in self.pools:
            pool.shutdown(cancel_futures=True)
        self.store.close()
