"""A question as a channel hands it to the assistant."""

from __future__ import annotations

from functools import cached_property

from pydantic import field_validator

from bot.messages.language import Language
from bot.understand.conversation.small_talk import clean
from bot.understand.text.parsed_message import ParsedMessage, parse_message
from bot.understand.text.slash_command import strip_ask
from knowledge.models import Value

# Twice the longest question that may be allowed: of a longer text nothing more is looked at or
# logged, and the reply to it is that it is too long.
MAX_TEXT_CHARS = 40_000


class Question(Value):
    """A person's words, who asks in which chat, and the language that they chose, if any.

    ``text`` is cut to ``MAX_TEXT_CHARS``. ``spoken`` is the language of their app or terminal, for
    words that show none.
    """

    text: str
    chat: str = "console"
    user: str = "local"
    language: Language | None = None
    spoken: Language = "en"

    @field_validator("text")
    @classmethod
    def _cut_text(cls, text: str) -> str:
        return text[:MAX_TEXT_CHARS]

    @cached_property
    def message(self) -> ParsedMessage:
        """The text, cleaned and parsed once, for everyone who asks what it means."""
        return parse_message(strip_ask(clean(self.text)))
