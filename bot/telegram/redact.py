"""Logs without secrets: tokens, addresses of wallets and what people wrote are taken out."""

from __future__ import annotations

import logging
import re
from typing import Any

_TOKEN = re.compile(r"\d{5,}:[\w-]{20,}")
_ADDRESS = re.compile(
    r"\b(?:0x[0-9a-fA-F]{40}|(?:bc1|ltc1)[0-9a-z]{20,}|[13TLMr][1-9A-HJ-NP-Za-km-z]{25,40}"
    r"|[1-9A-HJ-NP-Za-km-z]{43,44})\b"
)
_SAID = re.compile(r"""("text"|'text'|"caption"|'caption'|text=|caption=)\s*:?\s*(['"]).*?\2""")


def redacted(text: str) -> str:
    """The text without tokens, with addresses shortened and messages left out."""
    text = _TOKEN.sub("<token>", text)
    text = _ADDRESS.sub(lambda found: f"{found[0][:4]}…{found[0][-4:]}", text)
    return _SAID.sub(r"\1: <text>", text)


class Redacting(logging.Formatter):
    """A formatter whose lines, traces included, are redacted."""

    def format(self, record: logging.LogRecord) -> str:
        """The line as it may stand in a file."""
        return redacted(super().format(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802 (logging's own name)
        """The trace as it may stand in a file."""
        return redacted(super().formatException(ei))
