"""People who write to the bot, press its buttons and ask it inline."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from tests.fake_telegram import limits, markup_limits
from tests.fake_telegram.chats import Chat, Json, Message
from tests.fake_telegram.sender import Sender, found
from tests.fake_telegram.state import Asked

_EDITED = {"channel": "edited_channel_post"}


class Person(Sender):
    """Somebody who talks with the bot."""

    def says(
        self,
        chat: Chat,
        text: str,
        *,
        reply_to: Message | None = None,
        thread: int | None = None,
        quote: str | None = None,
        entities: Sequence[Json] | None = None,
        ago: float = 0.0,
        **more: Any,
    ) -> Message:
        """The message written. ``ago`` dates it back; ``more`` is put into it as it is."""
        assert 0 < limits.units(text) <= limits.TEXT, "a person's app would split this text"
        if quote is not None:
            assert reply_to is not None, "a quote is a part of the message that is answered"
            before, part, _ = reply_to.text.partition(quote)
            assert part, f"{quote!r} is not in {reply_to.text!r}"
            place = limits.units(before)
            more["quote"] = {"text": quote, "position": place, "is_manual": True}
        return self._sends(chat, text, reply_to=reply_to, thread=thread, entities=entities,
                           ago=ago, **more)  # fmt: skip

    def edits(self, message: Message, text: str) -> None:
        """Write something else instead."""
        with self.server.changed:
            message.text, message.entities = text, found(text)
            message.edited = True
            self._tell(_EDITED.get(message.chat.type, "edited_message"), message)

    def moves(self, message: Message, latitude: float, longitude: float) -> None:
        """Be somewhere else: a live location is edited again and again."""
        with self.server.changed:
            message.more["location"] = {"latitude": latitude, "longitude": longitude}
            message.edited = True
            self._tell("edited_message", message)

    def deletes(self, message: Message) -> None:
        """Take a message away; the bot hears nothing of it."""
        with self.server.changed:
            message.chat.remove(message)

    def presses(self, message: Message, button: str, *, data: str | None = None) -> Asked:
        """The press of a button and, once it came, the bot's answer.

        With ``data`` it is an old or forged button that the message may not have (any more).
        """
        with self.server.changed:
            rows = markup_limits.buttons(message.reply_markup)
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
            query = {"id": asked.id, "from": self.told, "chat_instance": str(message.chat.id),
                     "data": data, **there}  # fmt: skip
            self.server.updates.push("callback_query", query)
            return asked

    def inline(self, query: str, *, offset: str = "", chat_type: str = "private") -> Asked:
        """A question asked in any chat after the bot's name and, once they came, its results."""
        with self.server.changed:
            asked = self.server.ask()
            told = {"id": asked.id, "from": self.told, "query": query, "offset": offset,
                    "chat_type": chat_type}  # fmt: skip
            self.server.updates.push("inline_query", told)
            return asked

    def chooses(self, asked: Asked, which: int, chat: Chat, query: str = "") -> Message:
        """The message made of an inline result, shown in a chat."""
        with self.server.changed:
            chosen = asked.results[which]
            content = chosen.get("input_message_content", {})
            message = Message(chat, chat.new_id(), self.told, int(time.time()))
            message.text = content.get("message_text", "")
            message.entities = content.get("entities", [])
            message.reply_markup = chosen.get("reply_markup")
            message.more["via_bot"] = dict(self.server.bot)
            told = {"result_id": chosen["id"], "from": self.told, "query": query}
            if message.reply_markup:
                key = told["inline_message_id"] = f"inline{self.server.number()}"
                self.server.inline_messages[key] = message
            self.server.updates.push("chosen_inline_result", told)
            self._tell("message", chat.add(message))
            return message

    def summons(self, chat: Chat, text: str) -> Asked:
        """A message that calls the bot as a guest and, once it came, its answer."""
        with self.server.changed:
            asked = self.server.ask()
            message = Message(chat, chat.new_id(), self.told, int(time.time()), text, found(text))
            told = message.json() | {"guest_query_id": asked.id,
                                     "guest_bot_caller_user": self.told}  # fmt: skip
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
                {"id": key, "user": self.told, "user_chat_id": self.id,
                 "date": int(time.time()), "is_enabled": enabled},
            )  # fmt: skip
            return key

    def writes_to_business(self, connection: str, text: str) -> Message:
        """A message to somebody for whom the bot answers, in this person's private chat."""
        return self._sends(self._own_chat(), text, kind="business_message",
                           business_connection_id=connection)  # fmt: skip

    def _inline_id(self, message: Message) -> str | None:
        known = self.server.inline_messages.items()
        return next((key for key, kept in known if kept is message), None)
