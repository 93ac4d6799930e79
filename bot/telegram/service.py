"""A running bot: everything wired, started, and stopped with nothing lost."""

from __future__ import annotations

import asyncio
import logging
import os
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from telegram import Update
from telegram.error import InvalidToken, NetworkError, TelegramError
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ExtBot,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)
from tornado.httpserver import HTTPServer

from bot import app as wiring
from bot.assistant import Assistant
from bot.settings import Settings
from bot.telegram import admin as admins
from bot.telegram import doors, menu
from bot.telegram.access import Access
from bot.telegram.admin import Admin
from bot.telegram.asides import Asides
from bot.telegram.budget import Budget
from bot.telegram.buttons import Buttons
from bot.telegram.counts import Counts
from bot.telegram.deliver import Delivery
from bot.telegram.gate import KINDS, Gate
from bot.telegram.inline import Inline
from bot.telegram.memory import Memory
from bot.telegram.order import InOrder
from bot.telegram.pace import Pace
from bot.telegram.polling import Polling
from bot.telegram.settings import TelegramSettings
from bot.telegram.store import Store
from bot.telegram.talk import Talk
from bot.telegram.wire import Wire
from knowledge.errors import ConfigError

_LOG = logging.getLogger("tradewind.telegram")
# Thinking takes the interpreter: two threads at it would only be in each other's way, and in that
# of the one which talks to Telegram. Waiting for a market takes nothing.
THINKING, WAITING = 1, 3


class Service:
    """A running bot: started by ``start``, ended by ``stop``."""

    def __init__(
        self, settings: Settings, telegram: TelegramSettings, assistant: Assistant | None = None
    ) -> None:
        """Wire everything; TradewindError when the index or the state cannot be used.

        ``assistant`` stands in for the one that the settings describe.
        """
        # Without it the library warns of a change to come whenever a chat is told to wait.
        os.environ.setdefault("PTB_TIMEDELTA", "1")
        self.telegram = telegram
        self.counts = Counts()
        self.assistant = assistant or wiring.assistant(settings)
        self.store = Store(settings.home / "telegram.sqlite")
        self.store.tidy()
        self.pools = (
            ThreadPoolExecutor(THINKING, thread_name_prefix="think"),
            ThreadPoolExecutor(WAITING, thread_name_prefix="wait"),
        )
        self.order = InOrder(hurried=_hurried, done=lambda update: self.gate.finished(update))
        self._wires = (Wire(), Wire(connections=1))
        token = telegram.token.get_secret_value()
        self.app: Application[ExtBot[Any], Any, Any, Any, Any, None] = (
            ApplicationBuilder()
            .token(token)
            .base_url(telegram.api)
            .base_file_url(telegram.api.replace("/bot", "/file/bot"))
            .request(self._wires[0])
            .get_updates_request(self._wires[1])
            .rate_limiter(Pace(a_second=telegram.a_second))
            .concurrent_updates(self.order)
            .updater(None)
            .job_queue(None)
            .build()
        )
        bot = self.app.bot
        access = Access(
            self.store,
            telegram.ids("admins"),
            telegram.ids("allowed"),
            everybody=telegram.access == "open",
        )
        self.memory = Memory(self.assistant.sessions, self.store)
        delivery = Delivery(bot, moved=self.memory.moved)
        self.delivery = delivery
        self.gate = Gate(access, self.store, delivery, self.counts)
        self.admin = Admin(
            self.assistant, access, self.store, self.memory, delivery, self.counts, telegram.inbox
        )
        budget = Budget(telegram.per_hour)
        self.talk = Talk(
            bot, self.assistant, self.memory, delivery, self.counts, self.pools,
            key=self.store.key, budget=budget, seconds=telegram.answer_seconds,
        )  # fmt: skip
        self.buttons = Buttons(
            self.talk, self.assistant, self.memory, self.store, budget, self.admin.decided
        )
        self.asides = Asides(self.talk, self.memory, delivery, self.counts)
        self.inline = Inline(
            self.assistant, self.pools[1], telegram.answer_seconds, Budget(telegram.per_hour)
        )
        self.ready = False
        self._doors: list[HTTPServer] = []
        self._polling: Polling | None = None
        self._asking: asyncio.Task[None] | None = None
        self._handle()

    def _handle(self) -> None:
        add = self.app.add_handler
        add(TypeHandler(object, self.gate.check), group=-1)
        add(CommandHandler("cancel", self.asides.cancel))
        add(CommandHandler("privacy", self.asides.privacy))
        add(CommandHandler("forget", self.asides.forget))
        add(CommandHandler(admins.COMMANDS, self.admin.command))
        from_admin = filters.User(self.telegram.ids("admins")) & filters.ChatType.PRIVATE
        add(MessageHandler(filters.Document.ALL & from_admin, self.admin.document))
        add(MessageHandler(filters.StatusUpdate.MIGRATE, self.asides.moved))
        told = filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE
        add(MessageHandler(told & ~filters.StatusUpdate.ALL, self.talk.message))
        add(CallbackQueryHandler(self.buttons.pressed))
        add(InlineQueryHandler(self.inline.query))
        self.app.add_error_handler(self.asides.failed)

    async def start(self) -> None:
        """Check the token, answer what waits, and listen; ConfigError when it cannot be done."""
        try:
            await self.app.initialize()
        except InvalidToken:
            raise ConfigError(
                "Telegram does not accept the token.", mend="Check TELEGRAM_BOT_TOKEN."
            ) from None
        except NetworkError as error:
            raise ConfigError(
                f"The Bot API cannot be reached ({type(error).__name__}).",
                mend="Check the network and TELEGRAM_API_BASE_URL.",
            ) from None
        await menu.tell_commands(self.app.bot)
        await asyncio.to_thread(self.assistant.warm_up)
        await self.app.start()
        for raw in self.store.unfinished():
            update = Update.de_json(raw, self.app.bot)
            await self.app.update_queue.put(update)
        if self.telegram.webhook_url:
            await self._open_webhook()
        else:
            await self._poll()
        if self.telegram.health_port:
            self._doors.append(
                doors.health(self.telegram.health_port, self.counts, lambda: self.ready)
            )
        self.ready = True
        manifest = self.assistant.library.generation.manifest
        _LOG.info(
            "ready: @%s, %s, access %s, index %s of %s notes", self.app.bot.username,
            "webhook" if self.telegram.webhook_url else "polling", self.telegram.access,
            manifest.generation, manifest.documents,
        )  # fmt: skip

    async def _poll(self) -> None:
        await self.app.bot.delete_webhook()
        self._polling = Polling(self.app.bot, self.app.update_queue.put)
        await self._polling.catch_up()
        self._asking = asyncio.create_task(self._polling.run())

    async def ended(self) -> None:
        """Return never, unless Telegram does not want us any more: ConfigError then."""
        if self._asking:
            await self._asking
        await asyncio.Event().wait()

    async def _open_webhook(self) -> None:
        telegram = self.telegram
        secret = telegram.webhook_secret.get_secret_value()
        certificate = None
        if telegram.webhook_certificate and telegram.webhook_key:
            certificate = (telegram.webhook_certificate, telegram.webhook_key)
        path = urlsplit(telegram.webhook_url).path
        self._doors.append(
            doors.webhook(
                self.app.bot, secret, self.app.update_queue.put, telegram.webhook_listen, path,
                certificate,
            )
        )  # fmt: skip
        await self.app.bot.set_webhook(
            telegram.webhook_url, secret_token=secret, allowed_updates=list(KINDS),
            certificate=telegram.webhook_certificate,
        )  # fmt: skip

    async def stop(self) -> None:
        """Take nothing new, finish what is being answered, put the state away."""
        self.ready = False
        for door in self._doors:
            door.stop()
        if self._asking and self._polling:
            self._asking.cancel()
            await asyncio.wait([self._asking])
            with suppress(TelegramError):
                await self._polling.leave()
        if self.app.running:
            await self.app.stop()
        await self.app.shutdown()
        # A start that failed half-way leaves them open.
        for wire in self._wires:
            await wire.shutdown()
        for pool in self.pools:
            pool.shutdown(wait=False, cancel_futures=True)
        self.store.close()


def _hurried(update: Update) -> bool:
    """Whether an update must not wait for the answer before it: /cancel ends that answer.

    A new inline query makes those before it idle.
    """
    asked = update.message
    stops = re.match(r"/cancel\b", (asked and asked.text) or "", re.IGNORECASE)
    return bool(stops or update.inline_query)
