"""A line of the audit log as bytes: written with its seal, read, told from a part of one."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

# What stands between the sealed bytes of a line and its hash, and after that.
_SEALED, _END = b', "hash": "', b'"}\n'


def sealed(fields: dict[str, Any]) -> tuple[bytes, str]:
    """The line that holds the fields, and its hash, which is the last of them."""
    body = json.dumps(fields, ensure_ascii=False).encode()[:-1]
    return body + _SEALED + _seal(body).encode() + _END, _seal(body)


def _seal(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def is_sealed(raw: bytes, said: str) -> bool:
    """Whether a line is byte for byte what its hash was made of."""
    body, _, end = raw.rpartition(_SEALED)
    return end == said.encode() + _END and _seal(body) == said


def read(raw: bytes) -> dict[str, Any] | None:
    """The line that bytes are; None when they are none, or only a part of one."""
    try:
        line = json.loads(raw)
    except ValueError:
        return None
    whole = isinstance(line, dict) and raw.endswith(b"\n")
    kinds = {"n": int, "at": str, "before": str, "hash": str}
    return line if whole and all(isinstance(line.get(k), v) for k, v in kinds.items()) else None


def whole_end(file: Path) -> bytes:
    """The last line of a file; a part of one, left by a process that was killed, is cut off."""
    with file.open("rb+") as opened:
        size = opened.seek(0, os.SEEK_END)
        reach = 1 << 16
        while True:
            opened.seek(max(0, size - reach))
            tail = opened.read()
            whole, _, torn = tail.rpartition(b"\n")
            if b"\n" in whole or reach >= size:
                break
            reach *= 4
        if torn:
            opened.truncate(size - len(torn))
        return whole.rpartition(b"\n")[2] + b"\n" if whole else b""
