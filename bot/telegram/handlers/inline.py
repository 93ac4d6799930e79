"""Inline mode: a short cited card for a user who types the bot's name in any chat."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Executor
from functools import partial
from textwrap import shorten
from typing import Any

from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    MessageEntity,
    Update,
)
from telegram.error import BadRequest

from bot.answerer import Answerer
from bot.logs import get_logger
from bot.question import Question
from bot.replies.reply import Reply, ReplyKind
from bot.telegram.delivery.formatting import format_reply
from bot.telegram.delivery.message_split import split_message
from bot.telegram.delivery.sender import telegram_entities
from bot.telegram.handlers.service_quota import TYPING_BURST, TYPING_PER_S, ServiceQuota
from bot.telegram.handlers.user_quota import UserQuota, quota_text
from bot.telegram.handlers.user_threads import UserThreads
from bot.telegram.user_language import language_of

_LOG = get_logger(__name__)
MIN_QUERY_CHARS = 6
_TITLE_CHARS, _DESCRIPTION_CHARS = 80, 160
# Telegram sends a query for every letter typed: answer one after a pause in typing.
TYPING_PAUSE_S = 0.25
# Telegram takes no answer to an inline query after about ten seconds.
MAX_ANSWER_S = 8.0
# How long Telegram may show a card again without asking.
CARD_CACHE_S, EMPTY_CACHE_S = 30, 1
MAX_USERS = 4096


class InlineResponder:
    """Answers inline queries: each user's newest, one at a time."""

    def __init__(
        self,
        assistant: Answerer,
        pool: Executor,
        threads: UserThreads,
        timeout_s: float,
        quota: UserQuota,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Answer in ``pool``, each query within ``timeout_s`` and its user's hourly quota."""
        self._assistant, self._pool, self._threads = assistant, pool, threads
        self._timeout_s, self._quota, self._sleep = min(timeout_s, MAX_ANSWER_S), quota, sleep
        self._typing = ServiceQuota(TYPING_BURST, TYPING_PER_S)
        self._newest: OrderedDict[int, str] = OrderedDict()
        self._locks: dict[int, asyncio.Lock] = {}

    async def query(self, update: Update, _: Any) -> None:
        """Show one card, or none while there is no question yet."""
        query = update.inline_query
        if query is None:
            return
        user, text = query.from_user.id, query.query.strip()
        if not self._typing.try_take(user):
            return
        self._newest[user] = query.id
        self._newest.move_to_end(user)
        while len(self._newest) > MAX_USERS:
            self._newest.popitem(last=False)
        if len(text) < MIN_QUERY_CHARS:
            await _show_cards(query, [])
            return
        await self._sleep(TYPING_PAUSE_S)
        # A user who typed on does not see the answer to an older query.
        lock = self._locks.setdefault(user, asyncio.Lock())
        try:
            async with lock:
                if self._newest.get(user) == query.id:
                    await self._answer(query, text)
        finally:
            if not lock.locked():
                self._locks.pop(user, None)

    async def _answer(self, query: InlineQuery, text: str) -> None:
        user, language = query.from_user, language_of(query.from_user)
        if wait_s := self._quota.acquire(user.id):
            await _show_cards(query, [], quota_text(wait_s, language))
            return
        # Each query is a question of its own: what was typed before is no conversation.
        chat = f"inline {user.id}"
        question = Question(text=text, chat=chat, user=str(user.id), spoken=language)
        answer = partial(self._assistant.answer, question)
        try:
            answering = self._threads.run(question.user, self._pool, answer)
            reply = await asyncio.wait_for(answering, self._timeout_s)
        except TimeoutError:
            await _show_cards(query, [])
            return
        finally:
            self._assistant.sessions.delete(chat)
        cards = [build_card(text, reply)] if reply.kind is not ReplyKind.SMALL_TALK else []
        await _show_cards(query, cards, cache_s=CARD_CACHE_S)


async def _show_cards(
    query: InlineQuery,
    cards: Sequence[InlineQueryResultArticle],
    notice: str = "",
    *,
    cache_s: int = EMPTY_CACHE_S,
) -> None:
    """Show cards, and a notice above them."""
    button = InlineQueryResultsButton(notice, start_parameter="inline") if notice else None
    try:
        await query.answer(cards, cache_time=cache_s, is_personal=True, button=button)
    except BadRequest as error:
        # The query is too old: its user has typed on, or left.
        _LOG.debug("an inline query could not be answered: %s", error.message)


def build_card(text: str, reply: Reply) -> InlineQueryResultArticle:
    """The card of a reply; choosing it posts the first message of the answer."""
    whole = format_reply(reply)
    first = split_message(whole)[0]
    return InlineQueryResultArticle(
        id=hashlib.sha256(text.encode()).hexdigest()[:32],
        title=shorten(text, _TITLE_CHARS, placeholder=" …"),
        description=shorten(whole.text, _DESCRIPTION_CHARS, placeholder=" …"),
        input_message_content=InputTextMessageContent(
            first.text,
            entities=[MessageEntity(**entity) for entity in telegram_entities(first)],
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        ),
    )
