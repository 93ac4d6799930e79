"""The process's log, for the length of a block."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot import logs


@contextmanager
def logging_to(folder: Path, stderr: io.StringIO) -> Iterator[Path]:
    """The log's file in a folder, as the process keeps it; loggers are as before afterwards."""
    names = ("tradewind", *logs._LIBRARIES)
    before = [(n, logging.getLogger(n).handlers, logging.getLogger(n).propagate) for n in names]
    level = logging.getLogger("tradewind").level
    logs.log_to(folder)
    logs.log_to_stderr(stderr)
    yield folder / "tradewind.log"
    for handler in logging.getLogger("tradewind").handlers:
        handler.close()
    for name, handlers, propagate in before:
        logging.getLogger(name).handlers, logging.getLogger(name).propagate = handlers, propagate
    logging.getLogger("tradewind").setLevel(level)
