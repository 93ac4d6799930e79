"""Inline mode: a short cited card for whoever types the bot's name in any chat."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Executor
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

from bot.assistant import Assistant
from bot.question import Question
from bot.replies.reply import Reply, ReplyKind
from bot.telegram.delivery import formatting
from bot.telegram.delivery.message_split import split_message
from bot.telegram.delivery.sender import telegram_entities
from bot.telegram.handlers.messages import quota_text
from bot.telegram.handlers.rate_limit import UserQuota
from bot.telegram.user_language import language_of

_LOG = logging.getLogger("tradewind.telegram")
MIN_QUERY_CHARS = 6
_TITLE_CHARS, _DESCRIPTION_CHARS = 80, 160
# Telegram asks anew while its user types: what is typed is read once it has rested so long.
TYPING_PAUSE_S = 0.25
# After some ten seconds Telegram takes no answer to an inline query any more.
MAX_ANSWER_S = 8.0
MAX_USERS = 4096


class InlineResponder:
    """Answers inline queries: of each user the newest, and one at a time."""

    def __init__(
        self,
        assistant: Assistant,
        pool: Executor,
        seconds: float,
        budget: UserQuota,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Make answers in ``pool``, each within so many seconds and what its user may ask."""
        self._assistant, self._pool = assistant, pool
        self._seconds, self._budget, self._sleep = min(seconds, MAX_ANSWER_S), budget, sleep
        self._newest: OrderedDict[int, str] = OrderedDict()
        self._at_work: dict[int, asyncio.Lock] = {}

    async def query(self, update: Update, _: Any) -> None:
        """Offer one card, or none while there is no question yet."""
        asked = update.inline_query
        if asked is None:
            return
        user, text = asked.from_user.id, asked.query.strip()
        self._newest[user] = asked.id
        self._newest.move_to_end(user)
        while len(self._newest) > MAX_USERS:
            self._newest.popitem(last=False)
        if len(text) < MIN_QUERY_CHARS:
            await _show_cards(asked, [])
            return
        await self._sleep(TYPING_PAUSE_S)
        # Whoever types on does not look at what would come of this any more.
        lock = self._at_work.setdefault(user, asyncio.Lock())
        try:
            async with lock:
                if self._newest.get(user) == asked.id:
                    await self._answer(asked, text)
        finally:
            if not lock.locked():
                self._at_work.pop(user, None)

    async def _answer(self, asked: InlineQuery, text: str) -> None:
        user, language = asked.from_user, language_of(asked.from_user)
        if wait := self._budget.wait(user.id):
            await _show_cards(asked, [], quota_text(wait, language))
            return
        # Every query is a question by itself: letters typed before are no conversation.
        chat = f"inline {user.id}"
        question = Question(text=text, chat=chat, user=str(user.id), spoken=language)
        loop = asyncio.get_running_loop()
        try:
            answered = loop.run_in_executor(self._pool, self._assistant.answer, question)
            reply = await asyncio.wait_for(answered, self._seconds)
        except TimeoutError:
            await _show_cards(asked, [])
            return
        finally:
            self._assistant.sessions.drop(chat)
        cards = [build_card(text, reply)] if reply.kind is not ReplyKind.SMALL_TALK else []
        await _show_cards(asked, cards, keeps=30)


async def _show_cards(
    asked: InlineQuery,
    cards: Sequence[InlineQueryResultArticle],
    instead: str = "",
    *,
    keeps: int = 1,
) -> None:
    """Show cards, or some words instead; Telegram may show them again for so many seconds."""
    button = InlineQueryResultsButton(instead, start_parameter="inline") if instead else None
    try:
        await asked.answer(cards, cache_time=keeps, is_personal=True, button=button)
    except BadRequest as error:
        # Too old: whoever asked has typed on, or gone.
        _LOG.debug("an inline query could not be answered: %s", error.message)


def build_card(text: str, reply: Reply) -> InlineQueryResultArticle:
    """A reply as a card: the question, the first words, and the first message of the answer."""
    said = formatting.format_reply(reply)
    first = split_message(said)[0]
    return InlineQueryResultArticle(
        id=hashlib.sha256(text.encode()).hexdigest()[:32],
        title=shorten(text, _TITLE_CHARS, placeholder=" …"),
        description=shorten(said.text, _DESCRIPTION_CHARS, placeholder=" …"),
        input_message_content=InputTextMessageContent(
            first.text,
            entities=[MessageEntity(**mark) for mark in telegram_entities(first)],
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        ),
    )
