"""The log of errors that nobody expected: a file in the home folder, each with a reference."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import traceback
import uuid
from pathlib import Path

from knowledge.files import OWNER_ONLY_FOLDER_MODE, OWNER_ONLY_MODE

FILE = "tradewind-index.log"
# Some hundred traces; a log that is larger is kept once, under another name.
MAX_LOG_BYTES = 1 << 20


def log_exception(home: Path, error: BaseException) -> str:
    """Log an error with its trace; where it stands, in words, or its type when it cannot be kept.

    Never raises OSError: the disk may be what the error is about.
    """
    reference = uuid.uuid4().hex[:8]
    trace = "".join(traceback.format_exception(error))
    line = f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M:%S} error {reference}\n{trace}"
    file = home / FILE
    try:
        home.mkdir(mode=OWNER_ONLY_FOLDER_MODE, parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            if file.lstat().st_size > MAX_LOG_BYTES:
                file.replace(file.with_name(f"{FILE}.1"))
        with open(file, "a", encoding="utf-8", errors="replace", opener=_open) as log:
            log.write(line)
    except OSError:
        return f"{type(error).__name__}; {file} cannot be written"
    return f"reference {reference} in {file}"


def _open(path: str, flags: int) -> int:
    # Without waiting, and no link: what stands there may not be our file.
    extra = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
    return os.open(path, flags | extra, OWNER_ONLY_MODE)
