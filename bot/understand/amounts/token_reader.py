"""Access to the tokens of a message by index, and to the text between them."""

from __future__ import annotations

from bot.understand.text.normalize import INVISIBLE, Token
from bot.understand.text.number_lexicon import number_lexicon

_JOINING_GAPS = ("", " ", "  ", "-", ". ", ".")


class TokenReader:
    """The tokens of one message, with the number lexicon. Indexes may be out of range."""

    def __init__(self, normalized: str, tokens: list[Token]) -> None:
        self.normalized = normalized
        self.tokens = tokens
        self.lexicon = number_lexicon()

    def word_at(self, index: int) -> str:
        """The word at an index; empty for another kind of token or none."""
        if 0 <= index < len(self.tokens) and self.tokens[index].kind == "word":
            return self.tokens[index].text
        return ""

    def gap_before(self, index: int) -> str:
        """The text between a token and the one before it; a line break where there is none."""
        if not 0 < index < len(self.tokens):
            return "\n"
        return self.normalized[self.tokens[index - 1].end : self.tokens[index].start]

    def is_joined(self, index: int) -> bool:
        """Whether a token may continue a number that the token before it belongs to."""
        return self.gap_before(index).replace(INVISIBLE, "") in _JOINING_GAPS
