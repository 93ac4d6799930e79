"""The audit log: one record for every answer, each hashed together with the record before it.

A record is a JSON object in a line: ``before`` is the ``hash`` of the record before, and ``hash``,
its last field, the SHA-256 of every byte before that field. So a record that was changed, removed
or inserted is found at a later one. Each month is a file; old months may be deleted whole.
``head.json`` keeps the first and the last record, so records cut off at either end are found, too.

A record counts as written when its line and the head are on the disk; when either fails, the line
is taken back. Repairs of the log itself are records of the kind ``repair``.

Users and texts are kept as keyed hashes (HMAC): the plain hash of a user number is easily guessed.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from filelock import FileLock

from bot.audit import chain, storage
from bot.audit.head import (
    HEAD_FILE,
    AuditHead,
    find_end,
    read_head,
    read_last,
    rebuild_head,
    write_head,
)
from bot.audit.key import KEY_BYTES, KEY_FILE, make_key, read_key
from bot.audit.storage import StepHook, find_months, ignore_step, read_lines
from bot.audit.verification import VerificationReport, verify_log
from knowledge.files import OWNER_ONLY_FOLDER_MODE, OWNER_ONLY_MODE, restrict_to_owner

# Writers hold the lock for some milliseconds; an answer does not wait longer for one that hangs.
LOCK_TIMEOUT_S = 5.0
REPAIR_KIND = "repair"
_LOCK_FILE = ".lock"


class AuditLog:
    """The log in a folder. Several processes may write; a file lock orders them."""

    def __init__(
        self, root: Path, *, full: bool = False, days: int = 0, step: StepHook = ignore_step,
        lock_timeout_s: float = LOCK_TIMEOUT_S,
    ) -> None:  # fmt: skip
        """``full`` keeps texts and users in the clear; ``days`` to keep months for, 0 for ever.

        ``step`` is called with the name of each step of a write before it is taken.
        """
        self.root, self._full, self._days = root, full, days
        self._step, self._lock_timeout_s = step, lock_timeout_s
        self._key = b""

    def write(self, at: dt.datetime, user: str, text: str, facts: dict[str, Any]) -> None:
        """Append a record: when, who, what was asked, facts about the reply.

        On OSError (also when another process keeps the lock) and AuditLogError (the key is no key)
        the record is not in the log.
        """
        # A lone surrogate cannot be encoded, and must not cost the record.
        user, text = (part.encode("utf-8", "replace").decode() for part in (user, text))
        self.root.mkdir(parents=True, exist_ok=True, mode=OWNER_ONLY_FOLDER_MODE)
        restrict_to_owner(self.root, self.root / _LOCK_FILE)
        lock = FileLock(self.root / _LOCK_FILE, timeout=self._lock_timeout_s, mode=OWNER_ONLY_MODE)
        with lock:
            head = self._open_head(at)
            head = self._open_key(head, at)
            kept = {name: value for name, value in facts.items() if value not in (None, [], "")}
            self._append(
                head, at, {"user": self._shown(user), "question": self._shown(text)} | kept
            )

    def lines(self) -> Iterator[dict[str, Any] | None]:
        """All records, the oldest first; None for a line that is no record."""
        return (line.record for line in read_lines(*find_months(self.root)))

    def verify(self) -> VerificationReport:
        """Check that every record is unchanged and in its place, and that none is missing."""
        return verify_log(self.root, needs_key=not self._full)

    def _shown(self, text: str) -> str:
        """A text as it is logged: itself, or its keyed hash, equal for equal texts."""
        if self._full:
            return text
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()[:32]

    def _open_head(self, at: dt.datetime) -> AuditHead:
        """The head from which the log goes on; a lost one is made anew, which a record says."""
        head, months = read_head(self.root), find_months(self.root)
        restrict_to_owner(*months[-1:])
        if head:
            return find_end(self.root, head)
        if not months and not (self.root / KEY_FILE).exists():
            # Before anything else: from now on a log without a head is one that lost it.
            write_head(self.root, AuditHead(), self._step)
            return AuditHead()
        read_last(self.root)
        head = rebuild_head(self.root)
        return self._append_repair(head, at, f"{HEAD_FILE} was lost; made anew from line {head.n}")

    def _open_key(self, head: AuditHead, at: dt.datetime) -> AuditHead:
        """The head after the key was read, or made and, in a log with records, said to be new."""
        if self._full:
            return head
        restrict_to_owner(self.root / KEY_FILE)
        key = self._key or read_key(self.root / KEY_FILE)
        if key is None:
            key = secrets.token_bytes(KEY_BYTES)
            self._step("make the key")
            make_key(self.root / KEY_FILE, key)
            if head.n:
                head = self._append_repair(head, at, "no key was there; hashes are by a new one")
        self._key = key
        return head

    def _append_repair(self, head: AuditHead, at: dt.datetime, what: str) -> AuditHead:
        return self._append(head, at, {"kind": REPAIR_KIND, "repaired": what})

    def _append(self, head: AuditHead, at: dt.datetime, fields: dict[str, Any]) -> AuditHead:
        """The head after a record, which is in the log; it is not on OSError."""
        record = {"n": head.n + 1, "at": at.isoformat(timespec="milliseconds")}
        raw, record_hash = chain.encode_record(record | fields | {"before": head.hash})
        file = self.root / f"{at:%Y-%m}.jsonl"
        size_before = storage.measure_file(file)
        old_months: list[Path] = []
        moved = replace(head, n=head.n + 1, hash=record_hash)
        try:
            storage.append_line(file, raw, self._step)
            moved, old_months = self._leave_old_months(moved, at)
            write_head(self.root, moved, self._step)
        except OSError:
            if self._is_written(moved) or not storage.take_back(file, size_before, raw):
                return moved
            raise
        # What stays of them now is deleted with the next record.
        with contextlib.suppress(OSError):
            for old in old_months:
                self._step("delete a month")
                old.unlink(missing_ok=True)
        return moved

    def _is_written(self, head: AuditHead) -> bool:
        with contextlib.suppress(OSError):
            return read_head(self.root) == head
        return False

    def _leave_old_months(self, head: AuditHead, at: dt.datetime) -> tuple[AuditHead, list[Path]]:
        """The head of the log without the months that are kept no longer, and those months."""
        if not self._days:
            return head, []
        oldest = f"{at - dt.timedelta(days=self._days):%Y-%m}.jsonl"
        months = find_months(self.root)
        old = [file for file in months if file.name < oldest]
        if not old:
            return head, []
        kept = read_lines(*(file for file in months if file.name >= oldest))
        first = next((line.record["n"] for line in kept if line.record), head.first)
        return replace(head, first=first), old
