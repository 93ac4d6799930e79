"""The audit log: one line for every answer, each sealed together with the line before it.

A line is a JSON object: ``before`` is the ``hash`` of the line before, and ``hash``, its last
field, the SHA-256 of every byte before that field, so that no line can be changed, removed or put
in without a later one showing it. A month is a file; the oldest months may be thrown away whole.
``head.json`` says how the log begins and ends: lines cut off at an end are missed, too.

Users and texts are kept as keyed hashes: a user's number is short enough to be guessed otherwise.
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

START = "0" * 64
_HEAD, _KEY = "head.json", "key"
_MONTHS = "????-??.jsonl"


@dataclass(frozen=True)
class Checked:
    """How far the log holds together: its lines, the first and last of them, what is wrong."""

    lines: int
    first: int
    last: int
    faults: tuple[str, ...]


class Audit:
    """The log in a folder. Several processes may write; a lock orders them."""

    def __init__(self, root: Path, *, full: bool = False, days: int = 0) -> None:
        """Write in ``root``; texts and users in the clear if ``full``; keep so many days, 0 all."""
        self.root, self._full, self._days = root, full, days
        self._key = b""

    def write(self, at: dt.datetime, user: str, text: str, facts: dict[str, Any]) -> None:
        """Add a line: when, who, what was asked, facts about the reply. OSError when it fails."""
        # Half a character, which no file can hold, must not cost the line.
        user, text = (part.encode("utf-8", "replace").decode() for part in (user, text))
        self.root.mkdir(parents=True, exist_ok=True)
        with FileLock(self.root / ".lock"):
            file = self.root / f"{at:%Y-%m}.jsonl"
            head = self._end()
            line: dict[str, Any] = {
                "n": head["n"] + 1,
                "at": at.isoformat(timespec="milliseconds"),
                "user": user if self._full else self.hashed(user),
                "question": text if self._full else self.hashed(text),
                **{name: value for name, value in facts.items() if value not in (None, [], "")},
                "before": head["hash"],
            }
            raw, seal = chain.sealed(line)
            fresh = not file.exists()
            with os.fdopen(
                os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab"
            ) as to:
                # A log of before may be readable to others still.
                os.fchmod(to.fileno(), 0o600)
                to.write(raw)
            head = {"first": head["first"], "n": line["n"], "hash": seal}
            if fresh and self._days:
                head["first"] = self._forget(at - dt.timedelta(days=self._days), head["first"])
            self._write(_HEAD, json.dumps(head).encode())

    def hashed(self, text: str) -> str:
        """What stands for a text in the log: the same for the same text, and telling nothing."""
        if not self._key:
            try:
                self._key = (self.root / _KEY).read_bytes()
            except OSError:
                self._key = secrets.token_bytes(32)
                self._write(_KEY, self._key)
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()[:32]

    def lines(self) -> Iterator[dict[str, Any] | None]:
        """All lines as they stand, the oldest first; None for what is none."""
        return (line for *_, line in self._read())

    def verify(self) -> Checked:
        """Whether every line is as it was written, in its place, and none is missing."""
        faults: list[str] = []
        head, count, first = self._head(), 0, 0
        last: dict[str, Any] = {"n": 0, "hash": ""}
        for where, raw, line in self._read():
            if line is None:
                faults.append(f"{where} is no line of the log.")
                continue
            count += 1
            first = first or line["n"]
            if not chain.is_sealed(raw, line["hash"]):
                faults.append(f"{where}: line {line['n']} was changed.")
            elif last["n"] and (line["n"], line["before"]) != (last["n"] + 1, last["hash"]):
                faults.append(f"{where}: line {line['n']} does not follow line {last['n']}.")
            last = line
        if not head:
            # Whoever empties the folder leaves nothing; whoever leaves a key or a month is told of.
            begun = any(self.root.glob(_MONTHS)) or (self.root / _KEY).exists()
            return Checked(count, first, last["n"], (*faults, *[f"{_HEAD} is missing."][:begun]))
        if not count:
            faults.append(f"The log is empty; it should end with line {head['n']}.")
            return Checked(0, 0, 0, tuple(faults))
        if first != head["first"]:
            faults.append(f"The log should begin with line {head['first']}, not {first}.")
        # A process killed between a line and the head leaves the head one line behind.
        behind = last["n"] == head["n"] + 1 and last["before"] == head["hash"]
        if not behind and (last["n"], last["hash"]) != (head["n"], head["hash"]):
            faults.append(f"The log should end with line {head['n']}, not {last['n']}.")
        return Checked(count, first, last["n"], tuple(faults))

    def _end(self) -> dict[str, Any]:
        """The head as it should be: with the last line, if the head is behind it."""
        head = self._head() or {"first": 1, "n": 0, "hash": START}
        files = sorted(self.root.glob(_MONTHS))
        if files:
            raw = chain.whole_end(files[-1])
            line = chain.read(raw)
            if line and line["n"] == head["n"] + 1 and line["before"] == head["hash"]:
                head |= {"n": line["n"], "hash": line["hash"]}
        return head

    def _head(self) -> dict[str, Any] | None:
        try:
            found = json.loads((self.root / _HEAD).read_bytes())
            return {"first": int(found["first"]), "n": int(found["n"]), "hash": str(found["hash"])}
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _read(self) -> Iterator[tuple[str, bytes, dict[str, Any] | None]]:
        """Where a line stands, its bytes, and what they say."""
        for file in sorted(self.root.glob(_MONTHS)):
            with file.open("rb") as opened:
                for number, raw in enumerate(opened, 1):
                    yield f"{file.name}:{number}", raw, chain.read(raw)

    def _forget(self, before: dt.datetime, first: int) -> int:
        """Throw away the months that ended before; the number of the first line that is left."""
        for file in sorted(self.root.glob(_MONTHS)):
            if file.name >= f"{before:%Y-%m}.jsonl":
                break
            file.unlink()
        return next((line["n"] for line in self.lines() if line), first)

    def _write(self, name: str, content: bytes) -> None:
        aside = self.root / f".{name}"
        self.root.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
        aside.replace(self.root / name)
