"""Pressed buttons."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from telegram import CallbackQuery, Message, Update
from telegram.error import TelegramError

from bot.logs import get_logger
from bot.messages import message
from bot.messages.language import Language
from bot.telegram.access import Access
from bot.telegram.chat_address import ChatAddress, reply_address
from bot.telegram.conversation_key import conversation_key
from bot.telegram.delivery import callback_data, keyboard
from bot.telegram.delivery.callback_data import (
    ButtonAction,
    ExpiredButtonError,
    ForgedButtonError,
)
from bot.telegram.handlers.context import HandlerContext
from bot.telegram.handlers.documents import DocumentUploads
from bot.telegram.handlers.messages import MessageResponder
from bot.telegram.handlers.service_quota import ServiceQuota
from bot.telegram.handlers.turns import Turn
from bot.telegram.handlers.user_quota import UserQuota, quota_text
from bot.telegram.store import best_effort

_LOG = get_logger(__name__)
# Actions that continue from an answer: they work under the newest one only.
_FOLLOW_UP_ACTIONS = frozenset({"do", "rail", "pick"})


class ButtonResponder:
    """Does what a button says, or tells the user why it cannot."""

    def __init__(
        self,
        context: HandlerContext,
        responder: MessageResponder,
        documents: DocumentUploads,
        access: Access,
        quota: UserQuota,
        service_quota: ServiceQuota,
    ) -> None:
        """Answer by ``responder``; ``documents`` handles the buttons under an upload.

        What is done counts against ``quota``, what is refused against ``service_quota``.
        """
        self._access, self._service_quota = access, service_quota
        self._assistant, self._store = context.assistant, context.store
        self._conversations, self._signing_key = context.conversations, context.store.signing_key
        self._responder, self._documents, self._quota = responder, documents, quota

    async def pressed(self, update: Update, _: Any) -> None:
        """Handle a pressed button."""
        query = update.callback_query
        if query is None:
            return
        conversation, shown = conversation_key(update), query.message
        language = self._conversations.language(conversation, query.from_user)
        try:
            action = self._decode(query, conversation)
        except ExpiredButtonError:
            await self._refuse(query, message("tg_expired", language))
            return
        except (ForgedButtonError, ValueError):
            await self._refuse(query, message("tg_not_yours", language))
            return
        if action.name in ("keep", "drop") and isinstance(shown, Message):
            await self._decide(query, action, shown, language)
            return
        turn = self._find_turn(conversation, action)
        if turn is None or shown is None:
            await self._refuse(query, message("tg_expired", language))
        elif action.name == "vote":
            await self._vote(query, conversation, turn, action.argument)
        else:
            to = reply_address(shown) if isinstance(shown, Message) else ChatAddress(shown.chat.id)
            await self._continue(query, to, conversation, turn, action, language)

    async def _decide(
        self, query: CallbackQuery, action: ButtonAction, shown: Message, language: Language
    ) -> None:
        """Store or drop an upload, if the user is still an admin: the setting may have changed."""
        if not self._access.is_admin(query.from_user.id):
            await self._refuse(query, message("tg_admins_only", language))
            return
        await _answer_query(query, None)
        await self._documents.decide(action, shown, language)

    async def _refuse(self, query: CallbackQuery, text: str) -> None:
        """Say why nothing is done; beyond the quota only the button is released."""
        has_quota = self._service_quota.try_take(query.from_user.id)
        await _answer_query(query, text if has_quota else None)

    def _find_turn(self, conversation: str, action: ButtonAction) -> Turn | None:
        """The turn that a button belongs to; None when the button does not work any more."""
        turns = self._conversations.turns
        turn = turns.find(conversation, action.turn)
        if action.name in _FOLLOW_UP_ACTIONS and turn is not turns.newest(conversation):
            return None
        return turn

    async def _continue(
        self,
        query: CallbackQuery,
        to: ChatAddress,
        conversation: str,
        turn: Turn,
        action: ButtonAction,
        language: Language,
    ) -> None:
        """Show a page of sources, or answer as if the button's text had been typed."""
        if action.name != "page":
            await _answer_query(query, None)
            text = keyboard.action_text(action)
            await self._responder.answer(
                to, conversation, query.from_user, text, to.reply_to or 0, turn.language
            )
            return
        if wait_s := self._quota.acquire(query.from_user.id):
            await self._refuse(query, quota_text(wait_s, language))
            return
        await _answer_query(query, None)
        page = int(action.argument)
        await self._responder.send_page(to, conversation, query.from_user, turn, page)

    async def _vote(self, query: CallbackQuery, conversation: str, turn: Turn, thumb: str) -> None:
        """Store a thumb; the same one again changes nothing, the other one replaces it."""
        user = query.from_user.id
        if turn.votes.get(user) != thumb:
            if wait_s := self._quota.acquire(user):
                await self._refuse(query, quota_text(wait_s, turn.language))
                return
            turn.votes[user] = thumb
            with best_effort("a thumb"):
                self._store.save_feedback(conversation, user, thumb, turn.number)
            await asyncio.to_thread(self._assistant.rate, turn.question, thumb)
        await _answer_query(query, message("tg_thanks", turn.language))

    def _decode(self, query: CallbackQuery, conversation: str) -> ButtonAction:
        """The action of a button, signed under the conversation's current or former key.

        ForgedButtonError or ExpiredButtonError when it is not valid.
        """
        user, now = query.from_user.id, time.time()
        *former, current = reversed(self._conversations.known_keys(conversation))
        for key in former:
            try:
                return callback_data.decode_action(
                    query.data or "", self._signing_key, key, user, now
                )
            except ForgedButtonError:
                continue
        return callback_data.decode_action(query.data or "", self._signing_key, current, user, now)


async def _answer_query(query: CallbackQuery, text: str | None) -> None:
    try:
        await query.answer(text=text, show_alert=False)
    except TelegramError as error:
        # The query is too old to be answered; its action is carried out all the same.
        _LOG.debug("a button could not be answered: %s", error.message)
