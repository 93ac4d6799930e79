"""A person's account: what their messages, memberships and queries have in common."""

from __future__ import annotations

import time

from tests.fake_telegram.chats import Chat, Json, Message
from tests.fake_telegram.state import ServerState

NOT_STARTED = "bot can't initiate conversation with a user"


class Account:
    """Somebody with an account. ``profile`` is the Bot API's ``User`` object."""

    def __init__(self, server: ServerState, profile: Json) -> None:
        self.server = server
        self.profile = profile
        server.people[profile["id"]] = profile

    @property
    def id(self) -> int:
        """The person's number, which is also that of the private chat with them."""
        return int(self.profile["id"])

    def _own_chat(self) -> Chat:
        assert self.id in self.server.chats, f"{self.profile['first_name']} has no private chat"
        return self.server.chats[self.id]

    def _push_service_message(self, chat: Chat, **what: object) -> None:
        message = Message(chat, chat.new_id(), self.profile, int(time.time()), more=dict(what))
        self._push("message", chat.add(message))

    def _push(self, kind: str, message: Message) -> None:
        """Send the bot an update about a message, unless it is not in the chat."""
        if message.chat.bot_is not in ("left", "kicked"):
            self.server.updates.push(kind, message.json())
        self.server.changed.notify_all()
