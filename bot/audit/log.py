"""The audit log: one record for every answer, each hashed together with the record before it.

A record is a JSON object in a line: ``before`` is the ``hash`` of the record before, and ``hash``,
its last field, the SHA-256 of every byte before that field. So a record that was changed, removed
or inserted is found at a later one. Each month is a file; old months may be deleted whole.
``head.json`` keeps the first and the last record, so records cut off at either end are found, too.

Users and texts are kept as keyed hashes (HMAC): the plain hash of a user number is easily guessed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

from bot.audit import chain
from knowledge.files import OWNER_ONLY_MODE, write_atomically

GENESIS_HASH = "0" * 64
_HEAD_FILE, _KEY_FILE = "head.json", "key"
_MONTH_FILES = "????-??.jsonl"


@dataclass(frozen=True)
class VerificationReport:
    """The number of records, the numbers of the first and last, and every fault found."""

    lines: int
    first: int
    last: int
    faults: tuple[str, ...]


class AuditLog:
    """The log in a folder. Several processes may write; a file lock orders them."""

    def __init__(self, root: Path, *, full: bool = False, days: int = 0) -> None:
        """``full`` keeps texts and users in the clear; ``days`` to keep months for, 0 for ever."""
        self.root, self._full, self._days = root, full, days
        self._key = b""

    def write(self, at: dt.datetime, user: str, text: str, facts: dict[str, Any]) -> None:
        """Append a record: when, who, what was asked, facts about the reply. May raise OSError."""
        # A lone surrogate cannot be encoded, and must not cost the record.
        user, text = (part.encode("utf-8", "replace").decode() for part in (user, text))
        self.root.mkdir(parents=True, exist_ok=True)
        with FileLock(self.root / ".lock"):
            head = self._read_repaired_head()
            record: dict[str, Any] = {
                "n": head["n"] + 1,
                "at": at.isoformat(timespec="milliseconds"),
                "user": user if self._full else self.hash_text(user),
                "question": text if self._full else self.hash_text(text),
                **{name: value for name, value in facts.items() if value not in (None, [], "")},
                "before": head["hash"],
            }
            raw, record_hash = chain.encode_record(record)
            is_new_month = self._append(self.root / f"{at:%Y-%m}.jsonl", raw)
            head = {"first": head["first"], "n": record["n"], "hash": record_hash}
            if is_new_month and self._days:
                oldest = at - dt.timedelta(days=self._days)
                head["first"] = self._delete_months_before(oldest, head["first"])
            self._replace_file(_HEAD_FILE, json.dumps(head).encode())

    def hash_text(self, text: str) -> str:
        """The keyed hash that stands for a text: equal for equal texts, made with a local key."""
        if not self._key:
            try:
                self._key = (self.root / _KEY_FILE).read_bytes()
            except OSError:
                self._key = secrets.token_bytes(32)
                self._replace_file(_KEY_FILE, self._key)
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()[:32]

    def lines(self) -> Iterator[dict[str, Any] | None]:
        """All records, the oldest first; None for a line that is no record."""
        return (record for *_, record in self._read_lines())

    def verify(self) -> VerificationReport:
        """Check that every record is unchanged and in its place, and that none is missing."""
        faults: list[str] = []
        count, first = 0, 0
        last: dict[str, Any] = {"n": 0, "hash": ""}
        for where, raw, record in self._read_lines():
            if record is None:
                faults.append(f"{where} is not a record of the log.")
                continue
            count += 1
            first = first or record["n"]
            if not chain.verify_record(raw, record["hash"]):
                faults.append(f"{where}: line {record['n']} was changed.")
            elif last["n"] and (record["n"], record["before"]) != (last["n"] + 1, last["hash"]):
                faults.append(f"{where}: line {record['n']} does not follow line {last['n']}.")
            last = record
        faults += self._find_missing_ends(count, first, last)
        return VerificationReport(count, first, last["n"], tuple(faults))

    def _find_missing_ends(self, count: int, first: int, last: dict[str, Any]) -> list[str]:
        """Faults where the records found differ from what the head says of both ends."""
        head = self._read_head()
        if not head:
            # An empty folder is a log not begun yet; a key or a month without a head is a fault.
            begun = any(self.root.glob(_MONTH_FILES)) or (self.root / _KEY_FILE).exists()
            return [f"{_HEAD_FILE} is missing."] if begun else []
        if not count:
            return [f"The log is empty; it should end with line {head['n']}."]
        faults = []
        if first != head["first"]:
            faults.append(f"The log should begin with line {head['first']}, not {first}.")
        # A process killed between a record and the head leaves the head one record behind.
        one_behind = last["n"] == head["n"] + 1 and last["before"] == head["hash"]
        if not one_behind and (last["n"], last["hash"]) != (head["n"], head["hash"]):
            faults.append(f"The log should end with line {head['n']}, not {last['n']}.")
        return faults

    def _read_repaired_head(self) -> dict[str, Any]:
        """The head, moved on by one when a killed process left it one record behind."""
        head = self._read_head() or {"first": 1, "n": 0, "hash": GENESIS_HASH}
        files = sorted(self.root.glob(_MONTH_FILES))
        if files:
            record = chain.decode_record(chain.read_last_record(files[-1]))
            if record and record["n"] == head["n"] + 1 and record["before"] == head["hash"]:
                head |= {"n": record["n"], "hash": record["hash"]}
        return head

    def _read_head(self) -> dict[str, Any] | None:
        try:
            head = json.loads((self.root / _HEAD_FILE).read_bytes())
            return {"first": int(head["first"]), "n": int(head["n"]), "hash": str(head["hash"])}
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _read_lines(self) -> Iterator[tuple[str, bytes, dict[str, Any] | None]]:
        """Each line: its place, its bytes, and its record."""
        for file in sorted(self.root.glob(_MONTH_FILES)):
            with file.open("rb") as opened:
                for number, raw in enumerate(opened, 1):
                    yield f"{file.name}:{number}", raw, chain.decode_record(raw)

    def _append(self, file: Path, raw: bytes) -> bool:
        """Append a line; True when that made the file."""
        is_new = not file.exists()
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, OWNER_ONLY_MODE)
        with os.fdopen(opened, "ab") as to:
            # A file of an earlier version may still be readable by others.
            os.fchmod(to.fileno(), OWNER_ONLY_MODE)
            to.write(raw)
        return is_new

    def _delete_months_before(self, oldest: dt.datetime, first: int) -> int:
        """Delete the months that ended before; the number of the first record that is left."""
        for file in sorted(self.root.glob(_MONTH_FILES)):
            if file.name >= f"{oldest:%Y-%m}.jsonl":
                break
            file.unlink()
        return next((record["n"] for record in self.lines() if record), first)

    def _replace_file(self, name: str, content: bytes) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        write_atomically(self.root / name, content, mode=OWNER_ONLY_MODE)
