"""The log: a file in the home folder, for a service also standard error, and error references."""

from __future__ import annotations

import logging
import logging.handlers
import os
import sys
import threading
import uuid
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import TextIO

from bot.log_flood import FloodFilter
from bot.redaction import RedactingFormatter
from knowledge.files import OWNER_ONLY_FOLDER_MODE, OWNER_ONLY_MODE, restrict_to_owner
from knowledge.text.terminal import print_text

_ROOT = logging.getLogger("tradewind")
_MAX_FILE_BYTES, _OLD_FILES = 1 << 20, 2


def get_logger(module: str) -> logging.Logger:
    """The logger of a module, by its ``__name__``.

    ``bot.telegram.delivery.sender`` logs as ``tradewind.telegram.sender``.
    """
    _, *folders, name = module.split(".")
    return logging.getLogger(".".join(("tradewind", *folders[:1], name)))


class LogFile(logging.handlers.RotatingFileHandler):
    """The log's file, its owner's alone. When it cannot be written, one line says so, once."""

    def __init__(self, file: Path) -> None:
        """The file is made by the first record."""
        self._has_failed = False
        restrict_to_owner(file, *(Path(f"{file}.{n}") for n in range(1, _OLD_FILES + 1)))
        super().__init__(
            file, maxBytes=_MAX_FILE_BYTES, backupCount=_OLD_FILES, encoding="utf-8", delay=True
        )

    def _open(self) -> TextIOWrapper:
        opened = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, OWNER_ONLY_MODE)
        return os.fdopen(opened, "a", encoding="utf-8")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802, ARG002 (logging's)
        """Say once that the log is not written; the answers go on without it."""
        error = sys.exc_info()[1]
        if self._has_failed or sys.stderr is None:
            return
        self._has_failed = True
        why = error.strerror if isinstance(error, OSError) else type(error).__name__
        print_text(
            f"tradewind: the log {self.baseFilename} is not written ({why}).", to_stderr=True
        )


def log_to(home: Path) -> None:
    """Log to files in ``home``, three megabytes at most; to nowhere if it cannot be written."""
    handler: logging.Handler
    try:
        home.mkdir(parents=True, exist_ok=True, mode=OWNER_ONLY_FOLDER_MODE)
        handler = LogFile(home / "tradewind.log")
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    for old in _ROOT.handlers:
        old.close()
    _ROOT.handlers = [handler]
    _ROOT.propagate = False


def log_to_stderr(stream: TextIO | None = None) -> None:
    """Also log to standard error, such as systemd's journal, and redact every line everywhere.

    The warnings of Python and of every library go to the same places, and what nobody has caught:
    in a thread, in the event loop (which logs it as ``asyncio``), or anywhere.
    """
    _ROOT.setLevel(logging.INFO)
    _ROOT.addHandler(logging.StreamHandler(stream or sys.stderr))
    for handler in _ROOT.handlers:
        handler.setFormatter(RedactingFormatter("%(message)s"))
        handler.addFilter(FloodFilter())
    others = logging.getLogger()
    others.handlers[:] = _ROOT.handlers
    others.setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
    sys.excepthook = _log_uncaught
    threading.excepthook = lambda failed: _log_uncaught(failed.exc_type, failed.exc_value)
    sys.unraisablehook = lambda failed: _log_uncaught(failed.exc_type, failed.exc_value)


def _log_uncaught(
    kind: type[BaseException], error: BaseException | None, _: TracebackType | None = None
) -> None:
    """Log an error that nobody has caught; an interruption from the keyboard is none."""
    if not issubclass(kind, KeyboardInterrupt | SystemExit):
        _ROOT.critical("uncaught %s", kind.__name__, exc_info=error)


def log_exception(error: BaseException | None = None) -> str:
    """Log an error, or the one being handled, with its trace; the reference to show to a user."""
    reference = uuid.uuid4().hex[:8]
    _ROOT.error("error %s", reference, exc_info=error or True)
    return reference
