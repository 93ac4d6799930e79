"""Text from outside as a terminal may show it: nothing in it moves a cursor or sets a title."""

from __future__ import annotations

import re
import sys

# Controls but for line ends and tabs (ESC begins a terminal's commands, as does U+009B), marks that
# reverse the order of what follows, line ends that only some programs obey, and halves of
# characters, which stand for bytes in no encoding and cannot be printed at all.
_ESCAPED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def escape_controls(text: str) -> str:
    """The text with what would command a terminal written as ``\\uXXXX``.

    Applied to JSON it leaves the same JSON: such characters stand inside its texts only.
    """
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def escape_line(text: str) -> str:
    """The text as one line: its line ends and tabs are written as ``\\uXXXX``, too."""
    return escape_controls(text).replace("\n", "\\u000a").replace("\t", "\\u0009")


def print_text(text: str, *, to_stderr: bool = False, end: str = "\n", flush: bool = False) -> None:
    """Print a text that may hold names and words from outside."""
    stream = sys.stderr if to_stderr else sys.stdout
    print(escape_controls(text), file=stream, end=end, flush=flush)
