"""All that the server keeps: chats, files, open questions, the bot's own settings, the record."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Condition, RLock

from tests.fake_telegram.chats import Chat, Json, Message
from tests.fake_telegram.faults import Faults
from tests.fake_telegram.schema import ApiError
from tests.fake_telegram.updates import Updates


@dataclass(eq=False)
class Call:
    """One call of the bot. ``status`` is 0 when no answer was given, None while it is worked on."""

    method: str
    params: Json
    at: float
    status: int | None = None
    description: str = ""


@dataclass(frozen=True)
class Violation:
    """A call that the documentation does not allow."""

    method: str
    reason: str
    params: Json


@dataclass(eq=False)
class PendingQuery:
    """A press of a button or an inline question, and what the bot answered to it."""

    id: str
    answer: Json | None = None
    results: list[Json] = field(default_factory=list)

    @property
    def answered(self) -> bool:
        """Whether the bot has answered."""
        return self.answer is not None


@dataclass
class Webhook:
    """Where updates are delivered, and how that went."""

    url: str = ""
    secret: str = ""
    max_connections: int = 40
    error: str = ""
    error_at: int = 0
    own_certificate: bool = False


class ServerState:
    """Everything kept, behind one lock that tells of every change."""

    def __init__(self, token: str, *, privacy: bool = False) -> None:
        self.token = token
        self.privacy = privacy
        self.changed = Condition(RLock())
        self.faults = Faults(self.changed)
        self.updates = Updates(self.changed, self.faults)
        self.webhook = Webhook()
        self.bot: Json = {
            "id": int(token.split(":")[0]),
            "is_bot": True,
            "first_name": "Tradewind",
            "username": "tradewind_test_bot",
        }
        self.chats: dict[int, Chat] = {}
        self.people: dict[int, Json] = {}
        self.files: dict[str, tuple[str, bytes, int]] = {}
        self.asked: dict[str, PendingQuery] = {}
        self.inline_messages: dict[str, Message] = {}
        self.business: dict[str, int] = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.logged_out = False
        self.calls: list[Call] = []
        self.violations: list[Violation] = []
        self.deliveries: list[tuple[int, int]] = []
        self._numbers = 0

    def number(self) -> int:
        """A number that was not given before."""
        self._numbers += 1
        return self._numbers

    def ask(self) -> PendingQuery:
        """A new open question to the bot."""
        asked = PendingQuery(str(4_000_000_000_000_000_000 + self.number()))
        self.asked[asked.id] = asked
        return asked

    def keep(self, name: str, body: bytes, size: int | None = None) -> Json:
        """A kept file's identifiers. A ``size`` may be claimed that the bytes do not have."""
        key = f"file{self.number():06d}"
        self.files[key] = (name, body, len(body) if size is None else size)
        return {"file_id": key, "file_unique_id": f"u{key}", "file_size": self.files[key][2]}

    def chat(self, key: int | str) -> Chat:
        """The chat that the bot means, if it may speak there."""
        found = self._find(key)
        if found is None:
            raise ApiError("chat not found")
        if found.migrated_to is not None:
            said = "group chat was upgraded to a supergroup chat"
            raise ApiError(said, migrate_to_chat_id=found.migrated_to)
        if found.closed_to_bot:
            raise ApiError(found.closed_to_bot, 403)
        return found

    def bot_message(self, chat: Chat, text: str, entities: Sequence[Json], call: Json) -> Message:
        """A message from the bot, not yet shown."""
        return Message(chat, chat.new_id(), dict(self.bot), int(time.time()), text,
                       list(entities), call=call)  # fmt: skip

    def me(self) -> Json:
        """The bot as it sees itself."""
        return self.bot | {
            "can_join_groups": True,
            "can_read_all_group_messages": not self.privacy,
            "supports_inline_queries": True,
            "supports_guest_queries": True,
            "can_connect_to_business": True,
            "has_main_web_app": False,
            "has_topics_enabled": False,
            "allows_users_to_create_topics": False,
            "can_manage_bots": False,
        }

    def _find(self, key: int | str) -> Chat | None:
        if isinstance(key, int):
            return self.chats.get(key)
        name = key.removeprefix("@").lower()
        # A person is never found by a name, only public groups and channels are.
        return next(
            (c for c in self.chats.values()
             if c.type != "private" and c.names.get("username", "").lower() == name),
            None,
        )  # fmt: skip


def ended_membership(chat: Chat) -> str:
    """What the bot is told when it speaks in a chat that it was put out of."""
    if chat.type == "private":
        return "bot was blocked by the user"
    return f"bot was kicked from the {chat.type} chat"
