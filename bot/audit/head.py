"""The head of the audit log: its first and last record, and where the next one goes on."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.audit import chain
from bot.audit.storage import StepHook, find_months, ignore_step, read_lines
from knowledge.files import OWNER_ONLY_MODE, create_aside

HEAD_FILE = "head.json"
GENESIS_HASH = "0" * 64


@dataclass(frozen=True)
class AuditHead:
    """The numbers of the first and the last record, and the last one's hash."""

    first: int = 1
    n: int = 0
    hash: str = GENESIS_HASH

    @property
    def is_genesis(self) -> bool:
        """Whether no record has been written yet."""
        return (self.n, self.hash) == (0, GENESIS_HASH)

    def names(self, record: dict[str, Any]) -> bool:
        """Whether a record is the last one that the head knows of."""
        return (record["n"], record["hash"]) == (self.n, self.hash)

    def precedes(self, record: dict[str, Any]) -> bool:
        """Whether a record follows the head directly."""
        return (record["n"], record["before"]) == (self.n + 1, self.hash)

    def move_to(self, record: dict[str, Any]) -> AuditHead:
        """The head whose last record is this one."""
        return replace(self, n=record["n"], hash=record["hash"])


def read_head(root: Path) -> AuditHead | None:
    """The head; None when there is none or it cannot be understood. May raise OSError."""
    try:
        head = json.loads((root / HEAD_FILE).read_bytes())
        return AuditHead(int(head["first"]), int(head["n"]), str(head["hash"]))
    except (FileNotFoundError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None


def write_head(root: Path, head: AuditHead, step: StepHook = ignore_step) -> None:
    """Replace the head in one step; OSError means that the old one still stands."""
    content = {"first": head.first, "n": head.n, "hash": head.hash}
    step("write the head")
    with create_aside(root, mode=OWNER_ONLY_MODE) as aside:
        with aside.open("wb") as file:
            file.write(json.dumps(content).encode())
            file.flush()
            step("sync the head")
            os.fsync(file.fileno())
        # The folder is not synced, which would make each answer wait for the disk once more: should
        # the new name be lost, the next record goes on from the old head over the lines after it.
        step("replace the head")
        aside.replace(root / HEAD_FILE)


def read_last(root: Path) -> dict[str, Any] | None:
    """The last record of the log; what a killed process left of a line after it is cut off."""
    newest_first = reversed(find_months(root))
    records = (chain.decode_record(chain.read_last_record(file)) for file in newest_first)
    return next((record for record in records if record), None)


def find_end(root: Path, head: AuditHead) -> AuditHead:
    """The head moved on over all records that stand after it and chain on soundly.

    A killed process or a power failure leaves records that the head does not know of.
    """
    last = read_last(root)
    if last is None or head.names(last):
        return head
    is_reached = head.is_genesis
    for line in read_lines(*find_months(root)):
        if line.record is None:
            continue
        if is_reached and head.precedes(line.record):
            if chain.verify_record(line.raw, line.record["hash"]):
                head = head.move_to(line.record)
        elif head.names(line.record):
            is_reached = True
    return head


def rebuild_head(root: Path) -> AuditHead:
    """A head made anew from the first and the last record that are as they were sealed."""
    head, first = AuditHead(), 0
    for line in read_lines(*find_months(root)):
        if line.record and chain.verify_record(line.raw, line.record["hash"]):
            first = first or line.record["n"]
            head = head.move_to(line.record)
    return replace(head, first=first or 1)
