"""A conversation as people see it, written down while it goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.fake_telegram.actions import press
from tests.fake_telegram.chats import Chat, Message
from tests.fake_telegram.person import Person
from tests.fake_telegram.server import BotApi


class Transcript:
    """The lines of a transcript."""

    def __init__(self, api: BotApi) -> None:
        self._api = api
        self.lines: list[str] = []
        self._shown: dict[int, int] = {}

    def heading(self, words: str) -> None:
        """Begin another part."""
        self.lines.append(f"=== {words}")

    def says(
        self, person: Person, chat: Chat, text: str, answers: int = 1, *, answering: bool = False
    ) -> None:
        """A text, in reply to the last message if ``answering``, and its ``answers``."""
        last = chat.last if answering else None
        self._until(chat, answers, lambda: person.says(chat, text, reply_to=last))

    def presses(self, person: Person, chat: Chat, button: str, answers: int = 1) -> None:
        """A button below the last message, and its ``answers``."""
        self.lines.append(f"({person.profile['first_name']} presses [{button}])")
        self._until(chat, answers, lambda: press(self._api, person, chat.last, button))

    def asks_inline(self, person: Person, words: str) -> None:
        """A question in any chat, and the card that comes of it."""
        asked = person.inline(words)
        assert self._api.wait(lambda: asked.answered, 20)
        self.lines += [f"inline: {words}"]
        for card in asked.results:
            self.lines += [f"  {card['title']}", f"  {card['description']}"]

    def _until(self, chat: Chat, answers: int, act: Callable[[], object]) -> None:
        wanted = len(chat.replies) + answers
        act()
        assert self._api.wait(lambda: len(chat.replies) >= wanted, 30)
        new = chat.messages[self._shown.get(chat.id, 0) :]
        self._shown[chat.id] = len(chat.messages)
        self.lines += [line for message in new for line in _lines(message)]


def _lines(message: Message) -> Iterator[str]:
    """A message as a person sees it: who, what, links, buttons."""
    yield f"{'bot' if message.from_bot else 'person'}:"
    if message.photo:
        yield "  (a picture)"
    yield from (f"  {line}".rstrip() for line in message.text.splitlines())
    links = {e["url"] for e in message.entities if e["type"] == "text_link"}
    yield from (f"  -> {url}" for url in sorted(links))
    for row in message.buttons:
        yield "  " + " ".join(f"[{word}]" for word in row)
