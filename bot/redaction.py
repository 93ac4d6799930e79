"""Logs without secrets: tokens, addresses of wallets, names and what people wrote are taken out."""

from __future__ import annotations

import logging
import re
from typing import Any

# As it is, and as it stands in an address.
_TOKEN = re.compile(r"\d{5,}(?::|%3[Aa])[\w-]{20,}")
_ADDRESS = re.compile(
    r"\b(?:0x[0-9a-fA-F]{40}|(?:bc1|ltc1|addr1|stake1)[0-9a-z]{20,}"
    r"|[13TLMr][1-9A-HJ-NP-Za-km-z]{25,40}|[EUk0][Qf][\w-]{46}|[1-9A-HJ-NP-Za-km-z]{43,44})(?![\w-])"
)
# What people wrote and what they are called, as the library, Python or JSON writes it down; to the
# end of the quotation, whatever is quoted in it.
_PERSONAL = re.compile(
    r"""(["']?)\b(text|caption|query|first_name|last_name|full_name|username|title)\1"""
    r"""\s*[=:]\s*(["'])(?:\\.|(?!\3).)*(?:\3|$)""",
    re.DOTALL,
)


def redact(text: str) -> str:
    """The text without tokens, with addresses shortened, names and messages left out."""
    text = _TOKEN.sub("<token>", text)
    text = _ADDRESS.sub(lambda found: f"{found[0][:4]}…{found[0][-4:]}", text)
    return _PERSONAL.sub(r"\2=<\2>", text)


class RedactingFormatter(logging.Formatter):
    """A formatter whose lines are names and values, and, traces included, redacted."""

    def format(self, record: logging.LogRecord) -> str:
        """The line as it may stand in a file; a trace follows on lines of its own."""
        # Python's own formatter makes the message and the trace.
        whole = super().format(record)
        trace = whole[len(record.message) :]
        said = redact(record.message).replace("\\", "\\\\").replace('"', '\\"')
        said = said.replace("\n", "\\n")
        head = (
            f"at={self.formatTime(record, '%Y-%m-%dT%H:%M:%S%z')} level={record.levelname.lower()}"
            f' from={record.name} said="{said}"'
        )
        return head + redact(trace)

    def formatException(self, ei: Any) -> str:  # noqa: N802 (logging's own name)
        """The trace as it may stand in a file."""
        return redact(super().formatException(ei))
