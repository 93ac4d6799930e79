"""The record of the last update of an index: a small file beside it, which the bot reads.

An update that fails leaves the index as it was, so the bot starts all the same. This file is how it
can say that what it serves is older than it should be.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from knowledge.files import OWNER_ONLY_MODE, read_regular_file, write_atomically
from knowledge.models import Value

FILE = "update.json"
# An update that has run for longer was killed: the timer and the container end it before that.
MAX_UPDATE_S = 3600
# One sentence; what is longer is cut when it is written.
MAX_REASON_CHARS = 300
# Six times what a record of the longest reason takes, when every character is escaped.
_MAX_FILE_BYTES = 16 << 10


class UpdateRecord(Value):
    """The last update: when it ended (or began, while it runs), and how.

    ``problems`` counts the files that were skipped. Outcome ``incomplete``: a whole folder could
    not be read and its documents were kept as they were; ``failed``: the index is as it was.
    ``reason`` is the first problem of these two, in words.
    """

    at: dt.datetime
    outcome: Literal["running", "done", "incomplete", "failed"]
    problems: int = Field(default=0, ge=0)
    reason: str = Field(default="", max_length=MAX_REASON_CHARS)


def write_update_record(root: Path, record: UpdateRecord) -> None:
    """Replace the record in one step. A disk that cannot take it is not what an update fails of."""
    with contextlib.suppress(OSError):
        content = record.model_dump_json().encode() + b"\n"
        write_atomically(root / FILE, content, mode=OWNER_ONLY_MODE)


def read_update_record(root: Path) -> UpdateRecord | None:
    """The record of the index in ``root``; None when there is none that can be read."""
    try:
        content = read_regular_file(root / FILE, _MAX_FILE_BYTES)
        return UpdateRecord.model_validate_json(content)
    except (OSError, ValidationError):
        return None


def describe_trouble(record: UpdateRecord | None, now: dt.datetime) -> str:
    """Why the index may be older than it should be, in words; empty when the last update is good.

    The reason is left out: it may name a file, and this goes into logs and out over HTTP.
    """
    if record is None:
        return ""
    at = f"{record.at:%Y-%m-%d %H:%M} UTC"
    if record.outcome == "failed":
        return f"the last update failed at {at}"
    if record.outcome == "incomplete":
        return f"the last update, at {at}, could not read a folder and kept its old documents"
    if record.outcome == "running" and (now - record.at).total_seconds() > MAX_UPDATE_S:
        return f"the update that began at {at} did not end"
    return ""
