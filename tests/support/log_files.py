"""The process's log, for the length of a block."""

from __future__ import annotations

import io
import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot import logs


@contextmanager
def logging_to(folder: Path, stderr: io.StringIO) -> Iterator[Path]:
    """The log's file in a folder, as the process keeps it; loggers are as before afterwards."""
    ours, others = logging.getLogger("tradewind"), logging.getLogger()
    before = [(each, each.handlers[:], each.propagate, each.level) for each in (ours, others)]
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    logs.log_to(folder)
    logs.log_to_stderr(stderr)
    try:
        yield folder / "tradewind.log"
    finally:
        logging.captureWarnings(capture=False)
        sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
        for handler in ours.handlers:
            handler.close()
        for logger, handlers, propagate, level in before:
            logger.handlers[:], logger.propagate = handlers, propagate
            logger.setLevel(level)
