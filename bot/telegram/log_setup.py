"""Where the bot's log goes: to its file, and to whoever started it, such as systemd's journal."""

from __future__ import annotations

import logging
import sys
from typing import TextIO

from bot.redaction import RedactingFormatter

# The libraries' own complaints go to the same places.
OTHERS = ("telegram", "aiohttp", "httpx", "tornado")


def begin(shown: TextIO | None = None) -> None:
    """Let every line be redacted, and stand in the log's file and be shown, on standard error."""
    root = logging.getLogger("tradewind")
    root.setLevel(logging.INFO)
    root.addHandler(logging.StreamHandler(shown or sys.stderr))
    for handler in root.handlers:
        handler.setFormatter(RedactingFormatter("%(message)s"))
    for name in OTHERS:
        other = logging.getLogger(name)
        other.handlers, other.propagate = root.handlers, False
        other.setLevel(logging.WARNING)
