"""The Bot API server of the tests, talked to by python-telegram-bot as it is installed."""

from __future__ import annotations

import asyncio
import inspect
import re
import socket
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    MessageEntity,
    Update,
)
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, NetworkError, RetryAfter
from telegram.ext import (
    AIORateLimiter,
    Application,
    CallbackQueryHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from tests.fake_telegram.schema import METHODS
from tests.fake_telegram.server import BotApi
from tests.fake_telegram.updates import KINDS
from tests.support.pictures import png

App = Application[Any, Any, Any, Any, Any, Any]
PNG = png(4, 4)
# What the library adds for its own convenience and never sends under this name.
OWN = {"self", "read_timeout", "write_timeout", "connect_timeout", "pool_timeout", "api_kwargs",
       "filename", "allow_sending_without_reply", "reply_to_message_id",
       "disable_web_page_preview", "current_offset"}  # fmt: skip


@pytest.fixture(autouse=True)
def seconds_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it the library warns whenever it makes a RetryAfter, and warnings are errors."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


def asking(api: BotApi, work: Callable[[Bot], Coroutine[Any, Any, None]]) -> None:
    """Let a bot do something and nothing else."""

    async def run() -> None:
        async with Bot(api.token, api.base_url, api.base_file_url) as bot:
            await work(bot)

    asyncio.run(run())


async def echo(update: Update, _: Any) -> None:
    assert update.effective_message
    text = update.effective_message.text or update.effective_message.caption or "no text"
    yes = InlineKeyboardMarkup([[InlineKeyboardButton("Louder", callback_data="louder")]])
    await update.effective_message.reply_text(
        text, entities=[MessageEntity("bold", 0, 1)], reply_markup=yes
    )


async def start(update: Update, _: Any) -> None:
    assert update.message
    bot, chat = update.get_bot(), update.message.chat_id
    await bot.send_chat_action(chat, "typing")
    await bot.send_message_draft(chat, 5, "Wel")
    await bot.send_message_draft(chat, 5, "Welcome")
    await update.message.reply_photo(PNG, caption="Welcome")


async def louder(update: Update, _: Any) -> None:
    query = update.callback_query
    assert query
    assert query.message
    await query.answer("Done")
    await query.edit_message_text(str(getattr(query.message, "text", "")).upper())


async def results(update: Update, _: Any) -> None:
    assert update.inline_query
    content = InputTextMessageContent(update.inline_query.query)
    await update.inline_query.answer([InlineQueryResultArticle("1", "As asked", content)])


def echo_bot(api: BotApi) -> App:
    app: App = (
        Application.builder()
        .token(api.token)
        .base_url(api.base_url)
        .base_file_url(api.base_file_url)
        .rate_limiter(AIORateLimiter(max_retries=2))
        .build()
    )
    app.add_handler(CommandHandler("start", start))
    app.add_handler(CallbackQueryHandler(louder))
    app.add_handler(InlineQueryHandler(results))
    app.add_handler(MessageHandler(filters.ALL, echo))
    return app


def polling(api: BotApi, play: Callable[[], None], make: Callable[[BotApi], App] = echo_bot) -> App:
    """Run a bot that polls while people play their part, and give it back stopped."""

    async def run() -> App:
        app = make(api)
        async with app:
            await app.start()
            assert app.updater
            await app.updater.start_polling(poll_interval=0.0, timeout=2)
            try:
                await asyncio.to_thread(play)
            finally:
                await app.updater.stop()
                await app.stop()
        return app

    return asyncio.run(run())


def test_the_parameters_known_here_are_those_of_the_library() -> None:
    for method, spec in METHODS.items():
        snake = re.sub(r"(?<!^)([A-Z])", r"_\1", method).lower()
        theirs = set(inspect.signature(getattr(Bot, snake)).parameters) - OWN
        assert {part.split(":")[0] for part in spec.split()} == theirs, method
    assert set(Update.ALL_TYPES) == KINDS


def test_the_bot_knows_itself(api: BotApi) -> None:
    async def ask(bot: Bot) -> None:
        me = await bot.get_me()
        assert me.is_bot
        assert (me.username, me.supports_inline_queries) == ("tradewind_test_bot", True)
        assert me.api_kwargs == {}

    asking(api, ask)


def test_a_polling_bot_answers_a_person(api: BotApi) -> None:
    anna = api.user(1, first_name="Anna", language_code="ru")
    chat = api.private(anna)

    def play() -> None:
        anna.says(chat, "héllo 😀")
        api.wait(lambda: chat.replies)
        press = anna.presses(chat.last, "Louder")
        api.wait(lambda: chat.last.edited)
        assert press.answer == {"callback_query_id": press.id, "text": "Done"}
        asked = anna.inline("rate usdt")
        api.wait(lambda: asked.answered)
        assert asked.results[0]["input_message_content"]["message_text"] == "rate usdt"

    polling(api, play)
    assert [(m.text, m.marked("bold")) for m in chat.replies] == [("HÉLLO 😀", [])]
    assert not api.violations
    # None: the request for updates that was open when the bot ended.
    assert {c.status for c in api.calls} <= {200, 0, None}


def test_a_command_brings_a_draft_and_a_photo(api: BotApi) -> None:
    anna = api.user(1)
    chat = api.private(anna)

    def play() -> None:
        anna.says(chat, "/start")
        api.wait(lambda: chat.replies)

    polling(api, play)
    assert [d.text for d in chat.drafts] == ["Wel", "Welcome"]
    assert (chat.last.photo, chat.last.text, chat.actions) == (PNG, "Welcome", ["typing"])
    assert not api.violations


def test_a_webhook_is_called_with_its_secret(api: BotApi) -> None:
    anna = api.user(1)
    chat = api.private(anna)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    async def run() -> None:
        app = echo_bot(api)
        async with app:
            await app.start()
            assert app.updater
            await app.updater.start_webhook(
                "127.0.0.1", port, "in", webhook_url=f"http://127.0.0.1:{port}/in",
                secret_token="whisper",
            )  # fmt: skip
            anna.says(chat, "over the wire")
            await asyncio.to_thread(api.wait, lambda: chat.replies)
            info = await app.bot.get_webhook_info()
            assert info.url.endswith("/in")
            # A caller without the secret is turned away, and the server tries again.
            api.server.webhook.secret = "guess"
            anna.says(chat, "forged")
            await asyncio.to_thread(api.wait, lambda: api.deliveries[-1][1] == 403)
            api.server.webhook.secret = "whisper"
            await asyncio.to_thread(api.wait, lambda: len(chat.replies) == 2)
            with pytest.raises(Conflict, match="webhook is active"):
                await app.bot.get_updates()
            await app.updater.stop()
            await app.stop()

    asyncio.run(run())
    assert [m.text for m in chat.replies] == ["over the wire", "forged"]
    assert not api.violations


def test_the_library_waits_as_long_as_a_429_says(api: BotApi) -> None:
    anna = api.user(1)
    chat = api.private(anna)
    api.faults.next("sendMessage", status=429, retry_after=1, chat=1)

    def play() -> None:
        anna.says(chat, "hi")
        api.wait(lambda: chat.replies)

    polling(api, play)
    first, second = api.called("sendMessage", chat=1)
    assert (first.status, second.status) == (429, 200)
    assert second.at - first.at >= 1


def test_a_second_poller_is_a_conflict(api: BotApi) -> None:
    async def ask(bot: Bot) -> None:
        waiting = asyncio.create_task(bot.get_updates(timeout=5))
        await asyncio.to_thread(api.wait, lambda: api.server.updates.waited_for)
        async with Bot(api.token, api.base_url) as other:
            assert await other.get_updates() == ()
        with pytest.raises(Conflict):
            await waiting

    asking(api, ask)


def test_refusals_become_the_errors_of_the_library(api: BotApi) -> None:
    anna = api.user(1)
    api.private(anna)
    group = api.group(-5, "Traders")
    anna.turns_into_supergroup(group, -1005)

    async def ask(bot: Bot) -> None:
        with pytest.raises(BadRequest, match="Message to edit not found"):
            await bot.edit_message_text("x", 1, 99)
        with pytest.raises(ChatMigrated) as moved:
            await bot.send_message(-5, "x")
        assert moved.value.new_chat_id == -1005
        anna.blocks()
        with pytest.raises(Forbidden, match="blocked"):
            await bot.send_message(1, "x")
        api.faults.next("getMe", retry_after=3)
        with pytest.raises(RetryAfter):
            await bot.get_me()
        for broken in ({"status": 502}, {"disconnect": "before"}, {"disconnect": "after"}):
            api.faults.next("getMe", **broken)
            with pytest.raises(NetworkError):
                await bot.get_me()

    asking(api, ask)


def test_every_kind_of_update_can_be_read_by_the_library(api: BotApi) -> None:
    anna, boris = api.user(1), api.user(2, first_name="Boris", username="boris")
    chat, group = api.private(anna), api.group(-1007, "Traders", forum=True)
    channel = api.channel(-1009, "News")
    seen: list[Update] = []

    def make(api: BotApi) -> App:
        async def keep(update: Update, _: Any) -> None:
            seen.append(update)

        app: App = Application.builder().token(api.token).base_url(api.base_url).build()
        app.add_handler(TypeHandler(Update, keep))
        return app

    def play() -> None:
        first = anna.says(chat, "one", ago=600)
        anna.edits(first, "two")
        anna.says(chat, "three", reply_to=first, quote="tw")
        anna.sends_photo(chat, PNG, "look", album="7")
        anna.sends_document(chat, b"%PDF", "rules.pdf", "read")
        anna.sends_voice(chat)
        anna.sends_sticker(chat)
        anna.sends_location(chat, 55.7, 37.6)
        anna.sends_poll(chat, "Pay?", ["yes", "no"])
        for origin in (boris, channel, "Somebody"):
            anna.forwards(chat, "psst", origin)
        anna.says(group, "in a topic", thread=boris.opens_topic(group, "Rates"))
        boris.joins(group)
        boris.leaves(group)
        anna.edits(anna.posts(channel, "news"), "old news")
        boris.asks_to_join(channel)
        boris.removes_bot(group)
        boris.adds_bot(group, "administrator")
        connection = anna.connects_business()
        boris_chat = api.private(boris)
        boris.writes_to_business(connection, "for Anna")
        guest = anna.summons(boris_chat, "@tradewind_test_bot rate?")
        assert not guest.answered
        sent = api.server.updates
        api.wait(lambda: seen and not sent.waiting)

    polling(api, play, make)
    assert [u.update_id for u in seen] == sorted(u.update_id for u in seen)
    assert len(seen) == 25
    assert all(u.api_kwargs == {} for u in seen)
    messages = [u.effective_message for u in seen if u.effective_message]
    assert all(m.api_kwargs == {} for m in messages)
    assert [m.quote.text for m in messages if m.quote] == ["tw"]
    assert [m.forward_origin.type for m in messages if m.forward_origin] == [
        "user", "channel", "hidden_user",
    ]  # fmt: skip
    assert not api.violations


def test_a_guest_answers_once(api: BotApi) -> None:
    anna = api.user(1)
    asked = anna.summons(api.private(anna), "@tradewind_test_bot rate?")

    async def ask(bot: Bot) -> None:
        result = InlineQueryResultArticle("1", "Rate", InputTextMessageContent("92"))
        assert (await bot.answer_guest_query(asked.id, result)).inline_message_id
        with pytest.raises(BadRequest, match="Query is too old"):
            await bot.answer_guest_query(asked.id, result)

    asking(api, ask)
    assert asked.results[0]["input_message_content"]["message_text"] == "92"


def test_a_file_is_fetched_as_it_was_sent(api: BotApi) -> None:
    anna = api.user(1)
    chat = api.private(anna)
    key = anna.sends_document(chat, b"\x00\xff\r\n", "x.bin").more["document"]["file_id"]

    async def ask(bot: Bot) -> None:
        assert bytes(await (await bot.get_file(key)).download_as_bytearray()) == b"\x00\xff\r\n"
        await bot.send_document(1, b"a,b", filename="rates.csv", caption="Rates")
        assert (await bot.get_chat(1)).first_name == "Anna"
        assert (await bot.get_chat_member(1, 1)).status == "member"

    asking(api, ask)
    assert (chat.last.document, chat.last.file_name, chat.last.text) == (
        b"a,b", "rates.csv", "Rates",
    )  # fmt: skip
    assert not api.violations


def test_closing_leaves_no_thread_behind() -> None:
    before = set(threading.enumerate())
    began = time.monotonic()
    with BotApi() as api:

        async def ask(bot: Bot) -> None:
            await bot.get_me()

        asking(api, ask)
    assert time.monotonic() - began < 3
    assert set(threading.enumerate()) <= before
