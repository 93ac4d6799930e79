"""The log: a file in the home folder, for a service also standard error, and error references."""

from __future__ import annotations

import logging
import logging.handlers
import sys
import uuid
from pathlib import Path
from typing import TextIO

from bot.redaction import RedactingFormatter

_ROOT = logging.getLogger("tradewind")
# Libraries whose warnings go into our log.
_LIBRARIES = ("telegram", "aiohttp", "httpx2", "tornado")
_MAX_FILE_BYTES = 1 << 20


def get_logger(module: str) -> logging.Logger:
    """The logger of a module, by its ``__name__``.

    ``bot.telegram.delivery.sender`` logs as ``tradewind.telegram.sender``.
    """
    _, *folders, name = module.split(".")
    return logging.getLogger(".".join(("tradewind", *folders[:1], name)))


def log_to(home: Path) -> None:
    """Log to files in ``home``, three megabytes at most; to nowhere if it cannot be written."""
    handler: logging.Handler
    try:
        home.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            home / "tradewind.log",
            maxBytes=_MAX_FILE_BYTES,
            backupCount=2,
            encoding="utf-8",
            delay=True,
        )
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    for old in _ROOT.handlers:
        old.close()
    _ROOT.handlers = [handler]
    _ROOT.propagate = False


def log_to_stderr(stream: TextIO | None = None) -> None:
    """Also log to standard error, such as systemd's journal, and redact every line everywhere.

    The warnings of the libraries go to the same places.
    """
    _ROOT.setLevel(logging.INFO)
    _ROOT.addHandler(logging.StreamHandler(stream or sys.stderr))
    for handler in _ROOT.handlers:
        handler.setFormatter(RedactingFormatter("%(message)s"))
    for name in _LIBRARIES:
        library = logging.getLogger(name)
        library.handlers, library.propagate = _ROOT.handlers, False
        library.setLevel(logging.WARNING)


def log_exception(error: BaseException | None = None) -> str:
    """Log an error, or the one being handled, with its trace; the reference to show to a user."""
    reference = uuid.uuid4().hex[:8]
    _ROOT.error("error %s", reference, exc_info=error or True)
    return reference
