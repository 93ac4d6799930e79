"""A limit on log lines, so that nobody who can make the process complain can fill the disk."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

WINDOW_S = 60.0
# Lines in a window: of one message of the bot, and of one library, whose messages are many.
MAX_OWN_LINES, MAX_LIBRARY_LINES = 60, 20
# Errors of the bot itself, which all have one message: a user may ask for the reference of each.
MAX_ERROR_LINES = 300
# Kinds of lines that are counted; the one not seen for longest is forgotten.
MAX_KINDS = 500


@dataclass
class _Window:
    since: float
    lines: int = 0
    left_out: int = 0


class FloodFilter(logging.Filter):
    """Lets a bounded number of lines of each kind pass in a minute.

    The first line of the next minute says as ``left_out`` how many were left out. A filter is for
    one handler.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Count by ``clock``, in seconds."""
        super().__init__()
        self._clock = clock
        self._windows: OrderedDict[tuple[str, str], _Window] = OrderedDict()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record is logged."""
        is_own = record.name.split(".")[0] == "tradewind"
        kind = (record.name, str(record.msg)[:200] if is_own else "")
        now = self._clock()
        window = self._windows.pop(kind, None) or _Window(now)
        left_out = 0
        if now - window.since >= WINDOW_S:
            left_out, window = window.left_out, _Window(now)
        self._windows[kind] = window
        while len(self._windows) > MAX_KINDS:
            self._windows.popitem(last=False)
        window.lines += 1
        limit = MAX_ERROR_LINES if record.levelno >= logging.ERROR else MAX_OWN_LINES
        if window.lines > (limit if is_own else MAX_LIBRARY_LINES):
            window.left_out += 1
            return False
        record.left_out = left_out
        return True
