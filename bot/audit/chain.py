"""The codec of the audit log: a record as one line of bytes that ends with its own hash."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

# What stands between the hashed bytes of a record and its hash, and after the hash.
_HASH_FIELD, _RECORD_END = b', "hash": "', b'"}\n'
_FIRST_READ_BYTES = 1 << 16


def encode_record(fields: dict[str, Any]) -> tuple[bytes, str]:
    """The line of a record, and its hash: the SHA-256 of all bytes before the hash field."""
    body = json.dumps(fields, ensure_ascii=False).encode()[:-1]
    return body + _HASH_FIELD + _hash(body).encode() + _RECORD_END, _hash(body)


def verify_record(raw: bytes, claimed_hash: str) -> bool:
    """True when a line is byte for byte what its hash was computed over."""
    body, _, end = raw.rpartition(_HASH_FIELD)
    return end == claimed_hash.encode() + _RECORD_END and _hash(body) == claimed_hash


def decode_record(raw: bytes) -> dict[str, Any] | None:
    """The fields of a line; None when it is incomplete or no record."""
    try:
        record: dict[str, Any] = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    complete = isinstance(record, dict) and raw.endswith(b"\n")
    types = {"n": int, "at": str, "before": str, "hash": str}
    if complete and all(isinstance(record.get(name), kind) for name, kind in types.items()):
        return record
    return None


def read_last_record(file: Path) -> bytes:
    """The last complete line of a file, or no bytes.

    An incomplete line after it, which a killed process left, is cut off the file.
    """
    with file.open("rb+") as opened:
        size = opened.seek(0, os.SEEK_END)
        reach = _FIRST_READ_BYTES
        while True:
            opened.seek(max(0, size - reach))
            complete, _, torn = opened.read().rpartition(b"\n")
            if b"\n" in complete or reach >= size:
                break
            reach *= 4
        if torn:
            opened.truncate(size - len(torn))
        return complete.rpartition(b"\n")[2] + b"\n" if complete else b""


def _hash(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
