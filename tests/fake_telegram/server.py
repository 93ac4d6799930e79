"""A small Telegram Bot API server on loopback, for bots that must not be patched.

with BotApi() as api:
    anna = api.user(1, first_name="Anna", language_code="ru")
    chat = api.private(anna)
    ...  # start a bot with api.token, api.base_url and api.base_file_url
    anna.says(chat, "/start")
    api.wait(lambda: chat.replies)
    assert not api.violations
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, TypeVar

from tests.fake_telegram.account import NOT_STARTED
from tests.fake_telegram.chats import Chat, Json
from tests.fake_telegram.dispatch import Dispatcher
from tests.fake_telegram.faults import Faults
from tests.fake_telegram.http import HttpServer
from tests.fake_telegram.person import Person
from tests.fake_telegram.state import Call, ServerState, Violation
from tests.fake_telegram.webhooks import WebhookDeliverer

# Of a real token's shape, so that whatever hides tokens must hide this one.
TOKEN = "7000000001:AAF-only_for_tests_of_no_bot_at_all"

T = TypeVar("T")


class BotApi:
    """The server, the people and chats that it knows, and the record of all calls."""

    def __init__(self, token: str = TOKEN, *, privacy: bool = False) -> None:
        self.token = token
        self.server = ServerState(token, privacy=privacy)
        self._stop = threading.Event()
        self._http = HttpServer(Dispatcher(self.server, self._stop), token)
        self._deliverer = WebhookDeliverer(self.server)

    def __enter__(self) -> BotApi:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop serving and end every connection."""
        self._stop.set()
        with self.server.changed:
            self.server.updates.closed = True
            self.server.changed.notify_all()
        self._http.close()
        self._deliverer.join()

    @property
    def base_url(self) -> str:
        """What python-telegram-bot calls ``base_url``."""
        return f"http://127.0.0.1:{self._http.port}/bot"

    @property
    def base_file_url(self) -> str:
        """What python-telegram-bot calls ``base_file_url``."""
        return f"http://127.0.0.1:{self._http.port}/file/bot"

    @property
    def calls(self) -> list[Call]:
        """Every call, in the order of arrival."""
        return self.server.calls

    @property
    def violations(self) -> list[Violation]:
        """Every call that the documentation does not allow."""
        return self.server.violations

    @property
    def deliveries(self) -> list[tuple[int, int]]:
        """Each call of the webhook: the update's number and the status (0: no answer)."""
        return self.server.deliveries

    @property
    def faults(self) -> Faults:
        """What is to go wrong."""
        return self.server.faults

    @property
    def commands(self) -> dict[tuple[str, str], list[Json]]:
        """The commands in the menu, by scope ("type=default") and language ("" is any)."""
        return self.server.commands

    def called(self, method: str, chat: int | None = None) -> list[Call]:
        """The calls of one method, in one chat if it is named."""
        with self.server.changed:
            return [
                call for call in self.calls
                if call.method == method and (chat is None or call.params.get("chat_id") == chat)
            ]  # fmt: skip

    def user(self, number: int, *, first_name: str = "Anna", **more: Any) -> Person:
        """A person; ``more`` is ``last_name``, ``username``, ``language_code``..."""
        told = {"id": number, "is_bot": False, "first_name": first_name, **more}
        return Person(self.server, told)

    def private(self, person: Person, *, started: bool = True) -> Chat:
        """The private chat with a person; not ``started``, the bot may not write first."""
        known = ("first_name", "last_name", "username")
        names: dict[str, str] = {key: person.profile[key] for key in known if key in person.profile}
        chat = Chat(person.id, "private", names, members={person.id: "member"})
        chat.closed_to_bot = "" if started else NOT_STARTED
        return self._add(chat)

    def group(self, number: int, title: str, *, forum: bool = False, username: str = "") -> Chat:
        """A group; a supergroup if its number begins with -100 or it is a forum."""
        assert number < 0, "the numbers of groups are below zero"
        kind = "supergroup" if forum or str(number).startswith("-100") else "group"
        names = {"title": title} | ({"username": username} if username else {})
        return self._add(Chat(number, kind, names, forum))

    def channel(self, number: int, title: str) -> Chat:
        """A channel in which the bot is an administrator."""
        return self._add(Chat(number, "channel", {"title": title}, bot_is="administrator"))

    def chat(self, number: int) -> Chat:
        """A chat that was made before."""
        return self.server.chats[number]

    def together(self) -> contextlib.AbstractContextManager[None]:
        """Everything that people do in the block reaches the bot as one batch."""
        return self.server.updates.together()

    def wait(self, condition: Callable[[], T], seconds: float = 5.0) -> T:
        """What the condition gives once it is true, looked at after each change."""
        until = time.monotonic() + seconds
        with self.server.changed:
            while not (found := condition()):
                left = until - time.monotonic()
                if left <= 0:
                    raise AssertionError(f"not so after {seconds} s; {self._story()}")
                # A condition may hang on something that changes outside of this server.
                self.server.changed.wait(min(left, 0.1))
            return found

    def _add(self, chat: Chat) -> Chat:
        with self.server.changed:
            return self.server.chats.setdefault(chat.id, chat)

    def _story(self) -> str:
        last = [f"{call.method} {call.status} {call.description}".strip()
                for call in self.calls[-10:]]  # fmt: skip
        return f"the last calls were {last}, violations {self.violations[-3:]}"
