"""Pressed buttons: what each does, or a kind word why it does not any more."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import CallbackQuery, Message, Update
from telegram.error import TelegramError

from bot.assistant import Assistant
from bot.messages import message
from bot.telegram.delivery import callback_data, keyboard
from bot.telegram.delivery.callback_data import ButtonAction
from bot.telegram.delivery.sender import Address
from bot.telegram.handlers.conversation_store import ConversationStore
from bot.telegram.handlers.messages import MessageResponder, address_of, quota_text
from bot.telegram.handlers.rate_limit import UserQuota
from bot.telegram.handlers.turns import Turn
from bot.telegram.store import Store, best_effort
from bot.telegram.updates.conversation_queue import conversation_key

_LOG = logging.getLogger("tradewind.telegram")
# What goes on from an answer, and so must be pressed below the newest.
_FOLLOW_UP_ACTIONS = frozenset({"do", "rail", "pick"})


class ButtonResponder:
    """Does what a button says."""

    def __init__(
        self,
        talk: MessageResponder,
        assistant: Assistant,
        memory: ConversationStore,
        store: Store,
        budget: UserQuota,
        decided: Callable[[ButtonAction, Message, str], Awaitable[None]],
    ) -> None:
        """Go on in ``talk``; ``decided`` is told what an admin does with a document."""
        self._talk, self._assistant, self._memory = talk, assistant, memory
        self._store, self._budget, self._decided = store, budget, decided
        self._key = store.key

    async def pressed(self, update: Update, _: Any) -> None:
        """Do what a button says, or say kindly why not."""
        query = update.callback_query
        if query is None:
            return
        where, shown = conversation_key(update), query.message
        language = self._memory.language(where, query.from_user)
        try:
            action = self._opened(query, where)
        except callback_data.ExpiredButtonError:
            await _answer_query(query, message("tg_expired", language))
            return
        except (callback_data.ForgedButtonError, ValueError):
            await _answer_query(query, message("tg_not_yours", language))
            return
        if action.name in ("keep", "drop") and isinstance(shown, Message):
            await _answer_query(query, None)
            await self._decided(action, shown, language)
            return
        turn = self._memory.turns.find(where, action.turn)
        newest = self._memory.turns.newest(where)
        if (
            turn is None
            or shown is None
            or (action.name in _FOLLOW_UP_ACTIONS and turn is not newest)
        ):
            await _answer_query(query, message("tg_expired", language))
            return
        if action.name == "vote":
            await self._vote(query, where, turn, action.argument)
            return
        to = address_of(shown) if isinstance(shown, Message) else Address(shown.chat.id)
        if action.name == "page":
            if wait := self._budget.wait(query.from_user.id):
                await _answer_query(query, quota_text(wait, language))
                return
            await _answer_query(query, None)
            page = int(action.argument)
            await self._talk.page(to, where, query.from_user, turn.number, page)
            return
        await _answer_query(query, None)
        words = keyboard.action_text(action)
        await self._talk.answer(to, where, query.from_user, words, to.reply_to or 0, turn.language)

    async def _vote(self, query: CallbackQuery, where: str, turn: Turn, thumb: str) -> None:
        """Keep a thumb; pressed again it changes nothing, and the other one takes its place."""
        user = query.from_user.id
        if turn.votes.get(user) != thumb:
            if wait := self._budget.wait(user):
                await _answer_query(query, quota_text(wait, turn.language))
                return
            turn.votes[user] = thumb
            with best_effort("a thumb"):
                self._store.feedback(where, user, thumb, turn.number)
            await asyncio.to_thread(self._assistant.rate, turn.question, thumb)
        await _answer_query(query, message("tg_thanks", turn.language))

    def _opened(self, query: CallbackQuery, where: str) -> ButtonAction:
        """The action of a button; Forged or Stale when it must not be done."""
        user, now = query.from_user.id, time.time()
        *older, first = reversed(self._memory.names(where))
        for name in older:
            try:
                return callback_data.decode(query.data or "", self._key, name, user, now)
            except callback_data.ForgedButtonError:
                continue
        return callback_data.decode(query.data or "", self._key, first, user, now)


async def _answer_query(query: CallbackQuery, text: str | None) -> None:
    try:
        await query.answer(text=text, show_alert=False)
    except TelegramError as error:
        # Too old to be answered: what it asked for is done all the same.
        _LOG.debug("a button could not be answered: %s", error.message)
