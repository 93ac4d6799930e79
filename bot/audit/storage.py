"""The files of the audit log: a line appended so that it stays, or taken back, and what is read.

Each month is a file. A line is on the disk before the head names it. So whatever ends the process
or the power, the head is never ahead of the lines.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from bot.audit import chain
from knowledge.files import OWNER_ONLY_MODE, sync_folder

_MONTH_FILE = re.compile(r"[0-9]{4}-[0-9]{2}\.jsonl")
# Called with the name of each step before it is taken.
StepHook = Callable[[str], None]


def ignore_step(_: str) -> None:
    """A hook that does nothing."""


class Line(NamedTuple):
    """A line: its file and its number there, its bytes, its record; None when it is no record."""

    file: Path
    number: int
    raw: bytes
    record: dict[str, Any] | None

    @property
    def place(self) -> str:
        """Where the line stands."""
        return f"{self.file.name}:{self.number}"

    @property
    def is_torn(self) -> bool:
        """Whether its end is missing, as when a process was killed while writing."""
        return not self.raw.endswith(b"\n")


def find_months(root: Path) -> list[Path]:
    """The files of the months, the oldest first; none without a folder. May raise OSError."""
    try:
        names = [file.name for file in root.iterdir()]
    except FileNotFoundError:
        return []
    return [root / name for name in sorted(names) if _MONTH_FILE.fullmatch(name)]


def read_lines(*files: Path) -> Iterator[Line]:
    """Each line of some months; a month that is deleted meanwhile has none."""
    for file in files:
        with contextlib.suppress(FileNotFoundError), file.open("rb") as opened:
            for number, raw in enumerate(opened, 1):
                yield Line(file, number, raw, chain.decode_record(raw))


def measure_file(file: Path) -> int | None:
    """The size of a file in bytes; None when there is none."""
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return None


def append_line(file: Path, raw: bytes, step: StepHook = ignore_step) -> None:
    """Append a line; it is on the disk on return. May raise OSError with a part of it written."""
    is_new = measure_file(file) is None
    step("open the month")
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, OWNER_ONLY_MODE)
    try:
        step("write the line")
        rest = memoryview(raw)
        while rest:
            rest = rest[os.write(opened, rest) :]
        step("sync the line")
        os.fsync(opened)
    finally:
        os.close(opened)
    if is_new:
        step("sync the folder")
        sync_folder(file.parent)


def take_back(file: Path, size_before: int | None, raw: bytes) -> bool:
    """Make a file as it was before a line; False when the line stands there whole all the same."""
    try:
        if size_before is None:
            file.unlink(missing_ok=True)
        else:
            os.truncate(file, size_before)
    except OSError:
        with contextlib.suppress(OSError):
            return not file.read_bytes().endswith(raw)
    return True
