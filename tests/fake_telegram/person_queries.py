"""What a person asks the bot in other ways than by a message to it."""

from __future__ import annotations

import time

from tests.fake_telegram import markup_limits
from tests.fake_telegram.account import Account
from tests.fake_telegram.chats import Chat, Json, Message
from tests.fake_telegram.person_messages import find_entities
from tests.fake_telegram.state import PendingQuery


class QueryActions(Account):
    """Pressed buttons, inline queries, guest messages and business connections."""

    def presses(self, message: Message, button: str, *, data: str | None = None) -> PendingQuery:
        """The press of a button and, once it came, the bot's answer.

        With ``data`` it is an old or forged button that the message may not have (any more).
        """
        with self.server.changed:
            rows = markup_limits.check_buttons(message.reply_markup)
            found = [b for row in rows for b in row if b["text"] == button]
            if data is None:
                assert found, f"no button {button!r} among {message.buttons}"
                assert "callback_data" in found[0], f"{button!r} is not for the bot: {found[0]}"
                data = found[0]["callback_data"]
            asked = self.server.ask()
            there: Json = {"message": message.json()}
            if message.deleted:
                seen = {"message_id": message.id, "date": 0, "chat": message.chat.json()}
                there = {"message": seen}
            elif inline := self._inline_id(message):
                there = {"inline_message_id": inline}
            query = {"id": asked.id, "from": self.profile, "chat_instance": str(message.chat.id),
                     "data": data, **there}  # fmt: skip
            self.server.updates.push("callback_query", query)
            return asked

    def inline(self, query: str, *, offset: str = "", chat_type: str = "private") -> PendingQuery:
        """A question asked in any chat after the bot's name and, once they came, its results."""
        with self.server.changed:
            asked = self.server.ask()
            told = {"id": asked.id, "from": self.profile, "query": query, "offset": offset,
                    "chat_type": chat_type}  # fmt: skip
            self.server.updates.push("inline_query", told)
            return asked

    def chooses(self, asked: PendingQuery, which: int, chat: Chat, query: str = "") -> Message:
        """The message made of an inline result, shown in a chat."""
        with self.server.changed:
            chosen = asked.results[which]
            content = chosen.get("input_message_content", {})
            message = Message(chat, chat.new_id(), self.profile, int(time.time()))
            message.text = content.get("message_text", "")
            message.entities = content.get("entities", [])
            message.reply_markup = chosen.get("reply_markup")
            message.more["via_bot"] = dict(self.server.bot)
            told = {"result_id": chosen["id"], "from": self.profile, "query": query}
            if message.reply_markup:
                key = told["inline_message_id"] = f"inline{self.server.number()}"
                self.server.inline_messages[key] = message
            self.server.updates.push("chosen_inline_result", told)
            self._push("message", chat.add(message))
            return message

    def summons(self, chat: Chat, text: str) -> PendingQuery:
        """A message that calls the bot as a guest and, once it came, its answer."""
        with self.server.changed:
            asked = self.server.ask()
            message = Message(
                chat, chat.new_id(), self.profile, int(time.time()), text, find_entities(text)
            )
            told = message.json() | {"guest_query_id": asked.id,
                                     "guest_bot_caller_user": self.profile}  # fmt: skip
            self.server.updates.push("guest_message", told)
            chat.add(message)
            return asked

    def connects_business(self, *, enabled: bool = True) -> str:
        """The connection by which the bot answers in this person's name (or no longer does)."""
        with self.server.changed:
            key = f"business{self.id}"
            if enabled:
                self.server.business[key] = self.id
            else:
                self.server.business.pop(key, None)
            self.server.updates.push(
                "business_connection",
                {"id": key, "user": self.profile, "user_chat_id": self.id,
                 "date": int(time.time()), "is_enabled": enabled},
            )  # fmt: skip
            return key

    def _inline_id(self, message: Message) -> str | None:
        known = self.server.inline_messages.items()
        return next((key for key, kept in known if kept is message), None)
