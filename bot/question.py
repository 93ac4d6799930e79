"""A question as a channel hands it to the assistant."""

from __future__ import annotations

from functools import cached_property

from bot.messages.language import Language
from bot.understand.conversation.small_talk import clean
from bot.understand.text.parsed_message import ParsedMessage, parse_message
from bot.understand.text.slash_command import strip_ask
from knowledge.models import Value


class Question(Value):
    """A person's words, who asks in which chat, and the language that they chose, if any.

    ``spoken`` is the language of their app or terminal, for words that show none.
    """

    text: str
    chat: str = "console"
    user: str = "local"
    language: Language | None = None
    spoken: Language = "en"

    @cached_property
    def message(self) -> ParsedMessage:
        """The text, cleaned and parsed once, for everyone who asks what it means."""
        return parse_message(strip_ask(clean(self.text)))
