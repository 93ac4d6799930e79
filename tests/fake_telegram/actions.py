"""What people see of the bot: the words on its buttons, and what a pressed one says."""

from __future__ import annotations

from tests.fake_telegram.chats import Chat, Message
from tests.fake_telegram.person import Person
from tests.fake_telegram.server import BotApi


def buttons(message: Message) -> list[str]:
    """The words on the buttons below a message."""
    return [word for row in message.buttons for word in row]


def press(
    api: BotApi, person: Person, message: Message, button: str, data: str | None = None
) -> str:
    """What the bot says to a pressed button."""
    asked = person.presses(message, button, data=data)
    assert api.wait(lambda: asked.answered, 10)
    return str((asked.answer or {}).get("text", ""))


def say(api: BotApi, person: Person, chat: Chat, text: str, answers: int = 1) -> Message:
    """The bot's last answer to a text, after that number of answers."""
    count = len(chat.replies) + answers
    person.says(chat, text)
    assert api.wait(lambda: len(chat.replies) >= count, 20)
    return chat.last
