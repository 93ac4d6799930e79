"""Chats and their messages, as the people in them see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
DRAFT_SECONDS = 30


@dataclass(eq=False)
class Message:
    """A message that is, or was, in a chat. ``text`` is the caption when there is a file."""

    chat: Chat
    id: int
    sender: Json
    date: int
    text: str = ""
    entities: list[Json] = field(default_factory=list)
    photo: bytes | None = None
    document: bytes | None = None
    file_name: str = ""
    reply_markup: Json | None = None
    reply_to: Message | None = None
    message_thread_id: int | None = None
    edited: bool = False
    edits: int = 0
    deleted: bool = False
    call: Json = field(default_factory=dict)
    more: Json = field(default_factory=dict)

    @property
    def from_bot(self) -> bool:
        """Whether the bot under test wrote it."""
        return bool(self.sender.get("is_bot"))

    @property
    def has_file(self) -> bool:
        """Whether its text is a caption."""
        return bool({"photo", "document", "voice", "sticker"} & set(self.more))

    @property
    def buttons(self) -> list[list[str]]:
        """The texts of the buttons below it, row by row."""
        rows = (self.reply_markup or {}).get("inline_keyboard", [])
        return [[button["text"] for button in row] for row in rows]

    def marked(self, kind: str) -> list[str]:
        """The pieces of the text that bear an entity of a kind."""
        raw = self.text.encode("utf-16-le")
        return [
            raw[2 * each["offset"] : 2 * (each["offset"] + each["length"])].decode("utf-16-le")
            for each in self.entities
            if each["type"] == kind
        ]

    def json(self, *, deep: bool = True) -> Json:
        """The message as an update tells of it."""
        told: Json = {"message_id": self.id, "date": self.date, "chat": self.chat.json()}
        if self.chat.type == "channel":
            told["sender_chat"] = self.chat.json()
        elif self.sender:
            told["from"] = self.sender
        told |= self.more
        prefix = "caption" if self.has_file else "text"
        if self.text:
            told[prefix] = self.text
        if self.entities:
            told["caption_entities" if self.has_file else "entities"] = self.entities
        if self.reply_markup and "inline_keyboard" in self.reply_markup:
            told["reply_markup"] = self.reply_markup
        if self.reply_to is not None and deep:
            told["reply_to_message"] = self.reply_to.json(deep=False)
        if self.message_thread_id is not None:
            told |= {"message_thread_id": self.message_thread_id, "is_topic_message": True}
        if self.edited:
            told["edit_date"] = self.date
        return told


@dataclass(frozen=True)
class Draft:
    """A piece of an answer shown while it is being written."""

    draft_id: int
    text: str
    entities: list[Json]
    message_thread_id: int | None
    at: float


@dataclass(eq=False)
class Chat:
    """A private chat, group, supergroup or channel."""

    id: int
    type: str
    names: Mapping[str, str]
    forum: bool = False
    messages: list[Message] = field(default_factory=list)
    deleted: list[Message] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    threads: dict[int, str] = field(default_factory=dict)
    members: dict[int, str] = field(default_factory=dict)
    bot_is: str = "member"
    closed_to_bot: str = ""
    migrated_to: int | None = None
    draft: Draft | None = None
    _last: int = 0

    @property
    def replies(self) -> list[Message]:
        """What the bot has said and not taken back."""
        return [message for message in self.messages if message.from_bot]

    @property
    def last(self) -> Message:
        """The last message in the chat."""
        assert self.messages, f"nothing was said in chat {self.id}"
        return self.messages[-1]

    def json(self) -> Json:
        """The chat as a message tells of it."""
        told: Json = {"id": self.id, "type": self.type, **self.names}
        return told | {"is_forum": True} if self.forum else told

    def new_id(self) -> int:
        """The number of the next message. Chats count alike, so numbers repeat between chats."""
        self._last += 1
        return self._last

    def add(self, message: Message) -> Message:
        """Show a message; a bot's message takes the place of its draft."""
        self.messages.append(message)
        if message.from_bot:
            self.draft = None
        return message

    def find(self, number: int | None) -> Message | None:
        """The message of this number, if it is still there."""
        return next((m for m in self.messages if m.id == number), None)

    def remove(self, message: Message) -> None:
        """Take a message away from everyone's eyes."""
        self.messages.remove(message)
        self.deleted.append(message)
        message.deleted = True

    def open_thread(self, title: str) -> int:
        """The number of a new topic in a forum."""
        assert self.forum, f"chat {self.id} is no forum"
        number = self.new_id()
        self.threads[number] = title
        return number
