"""Inline mode: a short cited card for whoever types the bot's name in any chat."""

from __future__ import annotations

import asyncio
import hashlib
from concurrent.futures import Executor
from textwrap import shorten
from typing import Any

from telegram import (
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)

from bot.assistant import Assistant
from bot.reply import Question, Reply, ReplyKind
from bot.telegram import marked
from bot.telegram.deliver import entities
from bot.telegram.split import parts
from bot.telegram.talk import language_of

LEAST = 6
_TITLE, _DESCRIPTION = 80, 160


class Inline:
    """Answers inline queries, each by itself."""

    def __init__(self, assistant: Assistant, pool: Executor, seconds: float) -> None:
        """Make answers in ``pool``, each within so many seconds."""
        self._assistant, self._pool, self._seconds = assistant, pool, seconds

    async def query(self, update: Update, _: Any) -> None:
        """Offer one card, or none while there is no question yet."""
        asked = update.inline_query
        if asked is None:
            return
        text = asked.query.strip()
        if len(text) < LEAST:
            await asked.answer([], cache_time=1, is_personal=True)
            return
        chat = f"inline {asked.from_user.id}"
        question = Question(
            text=text, chat=chat, user=str(asked.from_user.id), spoken=language_of(asked.from_user)
        )
        loop = asyncio.get_running_loop()
        try:
            answered = loop.run_in_executor(self._pool, self._assistant.answer, question)
            reply = await asyncio.wait_for(answered, self._seconds)
        except TimeoutError:
            await asked.answer([], cache_time=1, is_personal=True)
            return
        finally:
            # Every query is a question by itself: letters typed before are no conversation.
            self._assistant.sessions.drop(chat)
        cards = [card(text, reply)] if reply.kind is not ReplyKind.SMALL_TALK else []
        await asked.answer(cards, cache_time=30, is_personal=True)


def card(text: str, reply: Reply) -> InlineQueryResultArticle:
    """A reply as a card: the question, the first words, and the first message of the answer."""
    said = marked.reply_text(reply)
    first = parts(said)[0]
    return InlineQueryResultArticle(
        id=hashlib.sha256(text.encode()).hexdigest()[:32],
        title=shorten(text, _TITLE, placeholder=" …"),
        description=shorten(said.text, _DESCRIPTION, placeholder=" …"),
        input_message_content=InputTextMessageContent(
            first.text,
            entities=entities(first),
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        ),
    )
