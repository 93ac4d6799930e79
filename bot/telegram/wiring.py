"""Building the parts of the bot from its settings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
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

from bot import runtime
from bot.answerer import Answerer
from bot.telegram.access import Access, chats_of
from bot.telegram.bot import LeanBot
from bot.telegram.command_menu import CommandMenu
from bot.telegram.commands import ADMIN_COMMANDS
from bot.telegram.delivery.chart import ChartSender
from bot.telegram.delivery.progress import ProgressIndicators
from bot.telegram.delivery.rate_limiter import ChatRateLimiter
from bot.telegram.delivery.retry_queue import RetryQueue
from bot.telegram.delivery.sender import Sender
from bot.telegram.handlers.admin import AdminCommands
from bot.telegram.handlers.answer_task import AnswerRunner
from bot.telegram.handlers.callbacks import ButtonResponder
from bot.telegram.handlers.context import HandlerContext
from bot.telegram.handlers.conversation_store import ConversationStore
from bot.telegram.handlers.documents import DocumentUploads
from bot.telegram.handlers.inline import InlineResponder
from bot.telegram.handlers.messages import MessageResponder
from bot.telegram.handlers.service_commands import ServiceCommands
from bot.telegram.handlers.service_quota import ServiceQuota
from bot.telegram.handlers.thread_pool import AnswerPools, ReplaceableThreadPool
from bot.telegram.handlers.user_quota import UserQuota
from bot.telegram.handlers.user_threads import UserThreads
from bot.telegram.http_client import BotApiClient
from bot.telegram.metrics import Metrics
from bot.telegram.proxy import find_proxy
from bot.telegram.settings import TelegramSettings
from bot.telegram.store import Store
from bot.telegram.timer import Timer
from bot.telegram.updates.authorization import Authorization
from bot.telegram.updates.backlog import expects_answer
from bot.telegram.updates.conversation_queue import ConversationQueue, bypasses_queue
from bot.telegram.updates.inbox import Inbox
from bot.telegram.updates.left_out_notice import LeftOutNotice
from bot.telegram.updates.polling import UpdatePoller
from bot.telegram.updates.source import PollingSource, UpdateSource, WebhookSource

# One thread for answers that use the CPU: two would slow down each other and the thread that
# talks to Telegram. Waiting for the market uses none.
COMPUTE_THREADS, MARKET_THREADS = 1, 3

LibraryApplication = Application[LeanBot, Any, Any, Any, Any, None]


@dataclass(frozen=True)
class Connection:
    """The bot and its HTTP clients: one for calls, one for the long poll."""

    bot: LeanBot
    clients: tuple[BotApiClient, BotApiClient]


@dataclass(frozen=True)
class Handlers:
    """One object for each kind of update."""

    messages: MessageResponder
    buttons: ButtonResponder
    inline: InlineResponder
    admin: AdminCommands
    documents: DocumentUploads
    service: ServiceCommands


def connect(settings: TelegramSettings, timer: Timer) -> Connection:
    """The connection to the Bot API that the settings name; it is not opened yet."""
    runtime.accept_timedelta_retry_after()
    proxy = find_proxy(settings.api_url)
    clients = (BotApiClient(proxy=proxy), BotApiClient(connections=1, proxy=proxy))
    bot = LeanBot(
        settings.token.get_secret_value(), settings.api_url, settings.file_url,
        request=clients[0], get_updates_request=clients[1],
        rate_limiter=ChatRateLimiter(
            messages_per_s=settings.a_second, clock=timer.clock, sleep=timer.sleep
        ),
    )  # fmt: skip
    return Connection(bot, clients)


def build_pools() -> AnswerPools:
    """The threads for answers."""
    return AnswerPools(
        compute=ReplaceableThreadPool(COMPUTE_THREADS, "think"),
        market=ReplaceableThreadPool(MARKET_THREADS, "wait"),
    )


def build_library_application(bot: LeanBot, queue: ConversationQueue) -> LibraryApplication:
    """The library's application: it takes updates from its queue, which we fill ourselves."""
    return (
        ApplicationBuilder()
        .bot(bot)
        .concurrent_updates(queue)
        .updater(None)
        .job_queue(None)
        .build()
    )


def build_queue(retry_queue: RetryQueue) -> ConversationQueue:
    """The queue of updates; each that was handled is finished in ``retry_queue``."""
    return ConversationQueue(bypasses=bypasses_queue, on_handled=retry_queue.finish)


def build_access(store: Store, settings: TelegramSettings) -> Access:
    """Who may talk, by the settings and the store."""
    return Access(
        store,
        settings.user_ids("admins"),
        settings.user_ids("allowed"),
        everybody=settings.access == "open",
    )


def build_context(bot: LeanBot, assistant: Answerer, store: Store, timer: Timer) -> HandlerContext:
    """What the handlers share."""
    conversations = ConversationStore(assistant.sessions, store)
    sender = Sender(bot, on_group_moved=conversations.move_group, wait=timer.wait)
    return HandlerContext(assistant, store, conversations, sender, Metrics())


def build_handlers(
    bot: LeanBot,
    context: HandlerContext,
    access: Access,
    pools: AnswerPools,
    retry_queue: RetryQueue,
    settings: TelegramSettings,
    timer: Timer,
) -> Handlers:
    """The handlers of all kinds of updates."""
    timeout_s, threads = settings.answer_seconds, UserThreads()
    # One quota for questions, however they are asked, and one for all that is no question.
    quota, service_quota = UserQuota(settings.per_hour), ServiceQuota()
    messages = MessageResponder(
        bot,
        context,
        AnswerRunner(context.assistant, context.conversations, pools, threads, timeout_s),
        ChartSender(context.sender, pools.market),
        ProgressIndicators(bot, wait=timer.wait_progress),
        quota,
        service_quota,
    )
    documents = DocumentUploads(context, settings.documents_folder)
    return Handlers(
        messages=messages,
        buttons=ButtonResponder(context, messages, documents, access, quota, service_quota),
        inline=InlineResponder(context.assistant, pools.market, threads, timeout_s, quota),
        admin=AdminCommands(context, access, service_quota),
        documents=documents,
        service=ServiceCommands(context, messages, retry_queue, service_quota),
    )


def register_handlers(
    app: LibraryApplication,
    authorization: Authorization,
    handlers: Handlers,
    menu: CommandMenu,
    admins: frozenset[int],
) -> None:
    """Tell the library which handler takes which update."""
    add = app.add_handler
    add(TypeHandler(object, authorization.check), group=-1)
    # Anybody may have written what is forwarded, or sent by way of another bot.
    typed = filters.UpdateType.MESSAGES & ~filters.FORWARDED & ~filters.VIA_BOT
    add(CommandHandler("cancel", handlers.service.cancel, typed))
    add(CommandHandler("privacy", handlers.service.privacy, typed))
    add(CommandHandler("forget", handlers.service.forget, typed))
    add(CommandHandler(ADMIN_COMMANDS, handlers.admin.command, typed))
    # A document from anybody else is answered by its caption.
    from_admin = filters.User(admins) & filters.ChatType.PRIVATE
    add(MessageHandler(filters.Document.ALL & from_admin, handlers.documents.document))
    add(MessageHandler(filters.StatusUpdate.MIGRATE, handlers.service.group_moved))
    messages = filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE
    add(MessageHandler(messages & ~filters.StatusUpdate.ALL, handlers.messages.message))
    add(CallbackQueryHandler(handlers.buttons.pressed))
    add(InlineQueryHandler(handlers.inline.query))
    add(TypeHandler(Update, menu.publish_for_admin), group=1)
    app.add_error_handler(handlers.service.failed)


def build_inbox(app: LibraryApplication, store: Store, access: Access) -> Inbox:
    """The inbox that fills the application's queue."""
    bot = app.bot
    return Inbox(bot, store, app.update_queue.put, partial(expects_answer, bot, access))


def build_left_out_notice(bot: LeanBot, sender: Sender, access: Access) -> LeftOutNotice:
    """What tells those who may talk that a message was left out."""

    def expects(update: Update) -> bool:
        user = update.effective_user
        may_talk = access.may_talk(user.id if user else None, *chats_of(update))
        return may_talk and expects_answer(bot, access, update)

    return LeftOutNotice(sender, expects)


def build_source(
    bot: LeanBot,
    inbox: Inbox,
    queue: ConversationQueue,
    sender: Sender,
    settings: TelegramSettings,
    timer: Timer,
) -> UpdateSource:
    """A webhook if the settings name one, else polling."""
    if settings.webhook_url:
        return WebhookSource(bot, inbox, sender, settings, timer, queue.is_crowded)
    # The poller compares times with those of long polls, so its clock is the real one.
    poller = UpdatePoller(bot, inbox, queue.is_crowded, sleep=timer.sleep)
    return PollingSource(bot, poller, settings.start_seconds, timer)
