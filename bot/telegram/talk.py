"""The conversation: a message or a pressed button in, the assistant's reply out, whole."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from typing import Any

from telegram import Message, Update, User
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot import kept_session
from bot.assistant import Assistant
from bot.figure_reply import FigureReply
from bot.messages import message
from bot.reply import Language, Question, Reply, ReplyKind
from bot.telegram import keyboard, marked, signed
from bot.telegram.addressed import said
from bot.telegram.budget import Budget
from bot.telegram.counts import Counts
from bot.telegram.deliver import Address, Delivery
from bot.telegram.order import place
from bot.telegram.presence import Presence
from bot.telegram.signed import Action
from bot.telegram.store import Store, at_best

_LOG = logging.getLogger("tradewind.telegram")
TURNS = 2000


@dataclass
class Turn:
    """The last question of a conversation and its reply; buttons of earlier ones are stale."""

    number: int
    question: Question
    reply: Reply


class Talk:
    """Answers messages and buttons, each conversation by itself."""

    def __init__(
        self,
        bot: ExtBot[Any],
        assistant: Assistant,
        store: Store,
        delivery: Delivery,
        counts: Counts,
        pools: tuple[Executor, Executor],
        *,
        budget: Budget,
        seconds: float,
        decided: Callable[[Action, Message, str], Awaitable[None]],
    ) -> None:
        """Make answers within so many seconds, in the second pool if they may wait for a market.

        ``decided`` is told what an admin does with a document.
        """
        self._bot, self._assistant, self._store = bot, assistant, store
        self._delivery, self._counts = delivery, counts
        self._pool, self._patient = pools
        self._budget, self._seconds, self._decided = budget, seconds, decided
        self._presence = Presence(bot)
        self._turns: OrderedDict[str, Turn] = OrderedDict()
        self._running: dict[str, asyncio.Future[Reply]] = {}
        self._key = store.key

    async def message(self, update: Update, _: Any) -> None:
        """Answer a message, new or edited, if it is meant for us."""
        asked = update.effective_message
        if asked is None or asked.from_user is None:
            return
        text = said(asked, self._bot.bot)
        if text is None:
            return
        to = address(asked)
        if not (asked.text or asked.caption):
            await self._say(to, message("tg_words_only", language_of(asked.from_user)))
            return
        text = text.removeprefix("/ask ").strip() if text.startswith("/ask ") else text
        await self._answer(to, place(update), asked.from_user, text, asked.message_id)

    async def pressed(self, update: Update, _: Any) -> None:
        """Do what a button says, or say kindly why not."""
        query = update.callback_query
        if query is None:
            return
        language = language_of(query.from_user)
        where = place(update)
        try:
            action = signed.opened(
                query.data or "", self._key, where, query.from_user.id, time.time()
            )
        except signed.Stale:
            await self._answer_button(query, message("tg_expired", language))
            return
        except (signed.Forged, ValueError):
            await self._answer_button(query, message("tg_not_yours", language))
            return
        if action.name in ("keep", "drop") and isinstance(query.message, Message):
            await self._answer_button(query, None)
            await self._decided(action, query.message, language)
            return
        turn = self._turns.get(where)
        if turn is None or turn.number != action.turn or query.message is None:
            await self._answer_button(query, message("tg_expired", language))
            return
        if action.name == "vote":
            with at_best("a thumb"):
                self._store.feedback(where, query.from_user.id, action.argument, action.turn)
            await asyncio.to_thread(self._assistant.rate, turn.question, action.argument)
            await self._answer_button(query, message("tg_thanks", turn.reply.language))
            return
        await self._answer_button(query, None)
        shown = query.message if isinstance(query.message, Message) else None
        to = address(shown) if shown else Address(query.message.chat.id)
        if action.name == "page":
            await self._page(to, where, query.from_user, turn, int(action.argument))
            return
        await self._answer(to, where, query.from_user, keyboard.words(action), to.reply_to or 0)

    def cancel(self, where: str) -> bool:
        """Whether an answer was being made there, which is not sent any more."""
        running = self._running.get(where)
        return bool(running and running.cancel())

    def forget(self, where: str, user: int) -> None:
        """Remove everything that is kept of a conversation."""
        self._store.forget(where, user)
        self._assistant.sessions.drop(where)
        self._turns.pop(where, None)

    def moved(self, old: int, new: int) -> None:
        """A group goes on under another id."""
        self._store.move(str(old), str(new))

    async def _answer(
        self, to: Address, where: str, user: User, text: str, message_id: int
    ) -> None:
        wait = self._budget.wait(user.id)
        if wait:
            minutes = max(1, round(wait / 60))
            await self._say(to, message("tg_budget", language_of(user), minutes=minutes))
            return
        self._recall(where)
        words = message("tg_working", language_of(user))
        began = time.perf_counter()
        question = Question(text=text, chat=where, user=str(user.id), spoken=language_of(user))
        async with self._presence.working(to, words, message_id or 1) as sign:
            reply = await self._reply(question, user)
            await sign.end()
            if reply is None:
                return
            self._counts.seconds.append(time.perf_counter() - began)
            self._counts.replies[reply.kind.value] += 1
            await self._deliver(to, question, user, reply)
        if where in self._assistant.sessions:
            state = kept_session.written(self._assistant.session(where))
            with at_best("a session"):
                self._store.keep_session(where, state)

    async def _reply(self, question: Question, user: User) -> Reply | None:
        """The assistant's reply; None when it was cancelled meanwhile."""
        where = question.chat
        loop = asyncio.get_running_loop()
        await self._presence.others_see()
        pool = self._patient if self._assistant.may_wait(question) else self._pool
        running = loop.run_in_executor(pool, self._assistant.answer, question)
        self._running[where] = running
        try:
            return await asyncio.wait_for(running, self._seconds)
        except TimeoutError:
            language = language_of(user)
            opening = message("tg_slow", language, seconds=round(self._seconds))
            return Reply(kind=ReplyKind.SMALL_TALK, language=language, opening=opening)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task and task.cancelling():
                raise
            return None
        finally:
            self._running.pop(where, None)

    async def _deliver(self, to: Address, question: Question, user: User, reply: Reply) -> None:
        where = question.chat
        before = self._turns.pop(where, None)
        # Numbers go on over a restart: a button from before it must not fit by chance.
        number = before.number + 1 if before else int(time.time())
        self._turns[where] = Turn(number, question, reply)
        while len(self._turns) > TURNS:
            self._turns.popitem(last=False)
        if isinstance(reply, FigureReply) and reply.estimate and reply.estimate.cheapest:
            png = await self._picture(reply)
            if png:
                await self._delivery.photo(to, png, reply.opening)
        text = marked.reply_text(reply, sources=len(reply.citations) <= keyboard.PAGE)
        buttons = keyboard.below(reply, number, self._seal(where, user))
        await self._delivery.text(to, text, buttons)

    async def _picture(self, reply: FigureReply) -> bytes | None:
        """The estimate's chart; None when it cannot be drawn, for the words say it all."""
        from bot.render import chart

        if reply.estimate is None:
            return None
        draw = partial(chart.png, reply.estimate, reply.language)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._patient, draw)
        except (ValueError, ArithmeticError, OSError, RuntimeError):
            _LOG.exception("no chart")
            return None

    async def _page(self, to: Address, where: str, user: User, turn: Turn, page: int) -> None:
        cited, language = turn.reply.citations, turn.reply.language
        part = cited[page * keyboard.PAGE : (page + 1) * keyboard.PAGE]
        if part:
            buttons = keyboard.pages(
                len(cited), page, language, turn.number, self._seal(where, user)
            )
            await self._delivery.text(to, marked.source_list(part, language), buttons)

    def _recall(self, where: str) -> None:
        if where not in self._assistant.sessions:
            kept = self._store.session(where)
            if kept:
                self._assistant.sessions.take_up(where, kept_session.read(kept))

    def _seal(self, where: str, user: User) -> keyboard.Seal:
        def seal(action: Action) -> str:
            return signed.sealed(action, self._key, where, user.id, time.time())

        return seal

    async def _say(self, to: Address, text: str) -> None:
        await self._delivery.text(to, marked.Marked(text))

    async def _answer_button(self, query: Any, text: str | None) -> None:
        try:
            await query.answer(text=text, show_alert=False)
        except TelegramError as error:
            # Too old to be answered: what it asked for is done all the same.
            _LOG.debug("a button could not be answered: %s", error.message)


def address(asked: Message) -> Address:
    """Where the answer to a message goes."""
    topic = asked.message_thread_id if asked.is_topic_message else None
    return Address(asked.chat.id, topic, asked.message_id, private=asked.chat.type == "private")


def language_of(user: User | None) -> Language:
    """The language of what the bot itself says to a user."""
    spoken = (user.language_code or "") if user else ""
    return "ru" if spoken[:2] in ("ru", "be", "kk", "ky", "uk") else "en"
