"""Log lines without secrets: no tokens, wallet addresses, names or messages of people."""

from __future__ import annotations

import logging
import re
from typing import Any

# A bot token, plain or percent-encoded in a URL.
_TOKEN = re.compile(r"(?<!\d)\d{5,}+(?::|%3[Aa])[\w-]{20,}+")
_ADDRESS = re.compile(
    r"\b(?:0x[0-9a-fA-F]{40}|(?:bc1|ltc1|addr1|stake1)[0-9a-z]{20,}"
    r"|[13TLMr][1-9A-HJ-NP-Za-km-z]{25,40}|[EUk0][Qf][\w-]{46}|[1-9A-HJ-NP-Za-km-z]{43,44})(?![\w-])"
)
# Fields with people's words and names, as the library, Python or JSON writes them: up to the
# closing quotation mark, whatever is escaped in between.
_PERSONAL = re.compile(
    r"""(["']?)\b(text|caption|query|first_name|last_name|full_name|username|title)\1"""
    r"""\s*[=:]\s*(["'])(?:\\.|(?!\3).)*(?:\3|$)""",
    re.DOTALL,
)


def redact(text: str) -> str:
    """The text with tokens, names and messages replaced and addresses shortened."""
    text = _TOKEN.sub("<token>", text)
    text = _ADDRESS.sub(lambda match: f"{match[0][:4]}…{match[0][-4:]}", text)
    return _PERSONAL.sub(r"\2=<\2>", text)


class RedactingFormatter(logging.Formatter):
    """Formats records as redacted ``name=value`` lines, traces included."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line; a trace follows on lines of its own."""
        # The base class builds the message and the trace.
        whole = super().format(record)
        trace = whole[len(record.message) :]
        text = redact(record.message).replace("\\", "\\\\").replace('"', '\\"')
        text = text.replace("\n", "\\n")
        head = (
            f"at={self.formatTime(record, '%Y-%m-%dT%H:%M:%S%z')} level={record.levelname.lower()}"
            f' from={record.name} said="{text}"'
        )
        if left_out := getattr(record, "left_out", 0):
            head += f" left_out={left_out}"
        return head + redact(trace)

    def formatException(self, ei: Any) -> str:  # noqa: N802 (logging's own name)
        """The redacted trace."""
        return redact(super().formatException(ei))
