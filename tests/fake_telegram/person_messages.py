"""The many kinds of messages that a person may send."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from typing import Any

from tests.fake_telegram import limits
from tests.fake_telegram.account import NOT_STARTED, Account
from tests.fake_telegram.chats import Chat, Json, Message

_EDITED = {"channel": "edited_channel_post"}
# What Telegram finds in a text by itself. The order decides where two could begin together.
_ENTITY_PATTERNS = {
    "url": r"https?://\S+",
    "email": r"[\w.+-]+@[\w-]+\.[\w.-]+",
    "bot_command": r"(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@\w{4,32})?",
    "mention": r"(?<!\w)@\w{4,32}",
    "hashtag": r"(?<!\w)#\w+",
    "cashtag": r"(?<!\w)\$[A-Z]{3,8}\b",
}


class MessageActions(Account):
    """Messages of every kind."""

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
        assert 0 < limits.utf16_length(text) <= limits.MAX_TEXT_UNITS, (
            "a person's app would split this text"
        )
        if quote is not None:
            assert reply_to is not None, "a quote is a part of the message that is answered"
            before, part, _ = reply_to.text.partition(quote)
            assert part, f"{quote!r} is not in {reply_to.text!r}"
            place = limits.utf16_length(before)
            more["quote"] = {"text": quote, "position": place, "is_manual": True}
        return self._sends(chat, text, reply_to=reply_to, thread=thread, entities=entities,
                           ago=ago, **more)  # fmt: skip

    def edits(self, message: Message, text: str) -> None:
        """Write something else instead."""
        with self.server.changed:
            message.text, message.entities = text, find_entities(text)
            message.edited = True
            self._push(_EDITED.get(message.chat.type, "edited_message"), message)

    def moves(self, message: Message, latitude: float, longitude: float) -> None:
        """Be somewhere else: a live location is edited again and again."""
        with self.server.changed:
            message.more["location"] = {"latitude": latitude, "longitude": longitude}
            message.edited = True
            self._push("edited_message", message)

    def deletes(self, message: Message) -> None:
        """Take a message away; the bot hears nothing of it."""
        with self.server.changed:
            message.chat.remove(message)

    def posts(self, channel: Chat, text: str) -> Message:
        """A post in a channel, in the channel's name."""
        return self._sends(channel, text, kind="channel_post")

    def forwards(
        self, chat: Chat, text: str, origin: Account | Chat | str, *, ago: float = 0.0
    ) -> Message:
        """A forwarded message: of a person, of a channel, or of somebody who hides (a name)."""
        told: Json = {"date": int(time.time() - ago)}
        if isinstance(origin, Account):
            told |= {"type": "user", "sender_user": origin.profile}
        elif isinstance(origin, Chat):
            told |= {"type": "channel", "chat": origin.json(), "message_id": 1}
        else:
            told |= {"type": "hidden_user", "sender_user_name": origin}
        return self._sends(chat, text, forward_origin=told)

    def sends_photo(
        self, chat: Chat, body: bytes, caption: str = "", *, album: str | None = None
    ) -> Message:
        """A picture."""
        width, height = limits.picture_size(body)
        told = self.server.keep("photo.png", body) | {"width": width, "height": height}
        group: Json = {} if album is None else {"media_group_id": album}
        message = self._sends(chat, caption, photo=[told], **group)
        message.photo = body
        return message

    def sends_document(
        self, chat: Chat, body: bytes, name: str, caption: str = "", *, size: int | None = None
    ) -> Message:
        """A file. A ``size`` that it does not have may be claimed, to be too big to fetch."""
        told = self.server.keep(name, body, size) | {"file_name": name}
        message = self._sends(chat, caption, document=told)
        message.document, message.file_name = body, name
        return message

    def sends_voice(self, chat: Chat, body: bytes = b"OggS", seconds: int = 3) -> Message:
        """A voice message."""
        told = self.server.keep("voice.ogg", body)
        return self._sends(chat, "", voice=told | {"duration": seconds, "mime_type": "audio/ogg"})

    def sends_sticker(self, chat: Chat, emoji: str = "👍") -> Message:
        """A sticker."""
        told = self.server.keep("sticker.webp", b"RIFF") | {
            "width": 512, "height": 512, "is_animated": False, "is_video": False,
            "type": "regular", "emoji": emoji,
        }  # fmt: skip
        return self._sends(chat, "", sticker=told)

    def sends_location(self, chat: Chat, latitude: float, longitude: float) -> Message:
        """A place on the map."""
        place = {"latitude": latitude, "longitude": longitude}
        return self._sends(chat, "", location=place)

    def sends_poll(self, chat: Chat, question: str, options: Sequence[str]) -> Message:
        """A poll."""
        choices = [{"text": each, "voter_count": 0, "persistent_id": str(number)}
                   for number, each in enumerate(options)]  # fmt: skip
        poll = {"id": str(self.server.number()), "question": question, "options": choices,
                "total_voter_count": 0, "is_closed": False, "is_anonymous": True,
                "type": "regular", "allows_multiple_answers": False,
                "allows_revoting": False, "members_only": False}  # fmt: skip
        return self._sends(chat, "", poll=poll)

    def writes_to_business(self, connection: str, text: str) -> Message:
        """A message to somebody for whom the bot answers, in this person's private chat."""
        return self._sends(self._own_chat(), text, kind="business_message",
                           business_connection_id=connection)  # fmt: skip

    def _sends(
        self,
        chat: Chat,
        text: str,
        *,
        kind: str = "message",
        reply_to: Message | None = None,
        thread: int | None = None,
        entities: Sequence[Json] | None = None,
        ago: float = 0.0,
        **more: Any,
    ) -> Message:
        with self.server.changed:
            if chat.closed_to_bot == NOT_STARTED:
                chat.closed_to_bot = ""
            if thread is not None:
                chat.threads.setdefault(thread, "")
            message = Message(
                chat, chat.new_id(), self.profile, int(time.time() - ago), text,
                find_entities(text) if entities is None else list(entities),
                reply_to=reply_to, message_thread_id=thread, more=more,
            )  # fmt: skip
            chat.add(message)
            if not self._private_talk(message):
                self._push(kind, message)
            return message

    def _private_talk(self, message: Message) -> bool:
        """Whether the bot's privacy mode keeps a group's message from it."""
        if not self.server.privacy or message.chat.type not in ("group", "supergroup"):
            return False
        if message.chat.bot_is == "administrator":
            return False
        answers = message.reply_to is not None and message.reply_to.from_bot
        named = f"@{self.server.bot['username']}" in message.text
        return not (answers or named or message.text.startswith("/"))


def find_entities(text: str) -> list[Json]:
    """The commands, links, names and tags that Telegram marks in a person's text."""
    pattern = "|".join(f"(?P<{kind}>{form})" for kind, form in _ENTITY_PATTERNS.items())
    return [
        {
            "type": match.lastgroup,
            "offset": limits.utf16_length(text[: match.start()]),
            "length": limits.utf16_length(match[0]),
        }
        for match in re.finditer(pattern, text)
    ]
