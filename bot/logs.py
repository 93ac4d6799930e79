"""What to do with an error that nobody expected: a trace to the log, a reference to the user."""

from __future__ import annotations

import logging
import logging.handlers
import uuid
from pathlib import Path

_LOG = logging.getLogger("tradewind")


def log_to(home: Path) -> None:
    """Send the log to a file in ``home``, a few megabytes at most; nowhere if that cannot be."""
    handler: logging.Handler
    try:
        home.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            home / "tradewind.log", maxBytes=1 << 20, backupCount=2, encoding="utf-8", delay=True
        )
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    for old in _LOG.handlers:
        old.close()
    _LOG.handlers = [handler]
    _LOG.propagate = False


def log_exception(error: BaseException | None = None) -> str:
    """A short reference under which an error, or the one being handled, stands in the log."""
    name = uuid.uuid4().hex[:8]
    _LOG.error("error %s", name, exc_info=error or True)
    return name
