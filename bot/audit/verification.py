"""Whether the audit log is as it was written: every record unchanged, in its place, none missing.

Nothing is locked: records that are written meanwhile are no faults.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.audit import chain
from bot.audit.head import HEAD_FILE, AuditHead, read_head
from bot.audit.key import KEY_FILE, read_key
from bot.audit.storage import Line, find_months, read_lines
from knowledge.errors import AuditLogError


@dataclass(frozen=True)
class VerificationReport:
    """The number of records, the numbers of the first and last, every fault, every repair."""

    lines: int
    first: int
    last: int
    faults: tuple[str, ...]
    repairs: tuple[str, ...] = ()


@dataclass
class _Reading:
    """What was found so far in the lines, from the first to the last."""

    count: int = 0
    first: int = 0
    last: dict[str, Any] = field(default_factory=lambda: {"n": 0, "hash": ""})
    # The first record of each month.
    month_starts: set[int] = field(default_factory=set)
    holds_end: bool = False
    faults: list[str] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)

    def add(self, line: Line, head: AuditHead | None) -> None:
        """Check the next line against those before."""
        record = line.record
        if record is None:
            self.faults.append(f"{line.place} is not a record of the log.")
            return
        self.count += 1
        self.first = self.first or record["n"]
        if line.number == 1:
            self.month_starts.add(record["n"])
        follows = (record["n"], record["before"]) == (self.last["n"] + 1, self.last["hash"])
        if not chain.verify_record(line.raw, record["hash"]):
            self.faults.append(f"{line.place}: line {record['n']} was changed.")
        elif self.last["n"] and not follows:
            self.faults.append(
                f"{line.place}: line {record['n']} does not follow line {self.last['n']}."
            )
        if head and head.names(record):
            self.holds_end = True
        if "repaired" in record:
            self.repairs.append(f"Line {record['n']}: {record['repaired']}.")
        self.last = record


def verify_log(root: Path, *, needs_key: bool = True) -> VerificationReport:
    """The report on the log in a folder; OSError when it cannot be read."""
    # The end is compared with the head of before, the beginning with the head of after: records
    # are added and months deleted meanwhile.
    head_before = read_head(root)
    months = find_months(root)
    reading = _Reading(holds_end=head_before is not None and head_before.is_genesis)
    held: Line | None = None
    for line in read_lines(*months):
        if held:
            reading.add(held, head_before)
        held = line
    # A line without its end in the last month is one that is being written, or never was.
    if held and not (held.is_torn and held.file == months[-1]):
        reading.add(held, head_before)
    faults = [*reading.faults, *_find_missing_ends(root, reading, head_before)]
    if needs_key:
        faults += _find_key_fault(root)
    return VerificationReport(
        reading.count, reading.first, reading.last["n"], tuple(faults), tuple(reading.repairs)
    )


def _find_missing_ends(root: Path, reading: _Reading, head: AuditHead | None) -> list[str]:
    """Faults where the records found differ from what the head says of both ends."""
    if not head:
        # An empty folder is a log not begun yet; a key or a month without a head is a fault.
        begun = bool(find_months(root)) or (root / KEY_FILE).exists()
        return [f"{HEAD_FILE} is missing or damaged."] if begun else []
    if not reading.count:
        empty = f"The log is empty; it should end with line {head.n}."
        return [] if head.is_genesis else [empty]
    faults = []
    first = (read_head(root) or head).first
    # Months that are kept no longer are named in the head before they are deleted.
    is_being_deleted = reading.first < first and first in reading.month_starts
    if reading.first != first and not is_being_deleted:
        faults.append(f"The log should begin with line {first}, not {reading.first}.")
    # Records after the head's are those of a process that was killed; they chain on from it.
    if not reading.holds_end:
        faults.append(f"The log should end with line {head.n}, not {reading.last['n']}.")
    return faults


def _find_key_fault(root: Path) -> list[str]:
    """A fault when there is a key that is none or cannot be read."""
    try:
        read_key(root / KEY_FILE)
    except AuditLogError as error:
        return [str(error)]
    except OSError as error:
        return [f"The audit log's key cannot be read ({error.strerror})."]
    return []
