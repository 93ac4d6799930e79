"""Slash commands as people type them: a name, perhaps the bot's own name, and what follows."""

from __future__ import annotations

import re
from dataclasses import dataclass

_COMMAND = re.compile(r"(?P<word>/(?P<name>[^\s@]*)\S*)(?:\s+(?P<rest>.*))?$", re.DOTALL)
_ASK = re.compile(r"/ask(?:@\w+)?\s+", re.IGNORECASE)


@dataclass(frozen=True)
class SlashCommand:
    """A command: ``name`` in small letters, without slash and bot, and the words after it.

    ``word`` is the command as it was typed.
    """

    name: str
    rest: str = ""
    word: str = ""


def parse_slash_command(text: str) -> SlashCommand | None:
    """The command that a cleaned text begins with; None for any other text."""
    found = _COMMAND.match(text)
    if not found:
        return None
    return SlashCommand(found["name"].lower(), (found["rest"] or "").strip(), found["word"])


def strip_ask(text: str) -> str:
    """The question behind /ask; any other text as it is."""
    return _ASK.sub("", text, count=1) if _ASK.match(text) else text
