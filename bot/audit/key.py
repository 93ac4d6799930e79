"""The key of the audit log: what makes the hashes of users and texts hard to guess."""

from __future__ import annotations

from pathlib import Path

from knowledge.errors import AuditLogError
from knowledge.files import OWNER_ONLY_MODE, write_atomically

KEY_FILE = "key"
# As many as the hash has that it keys: fewer could be tried.
KEY_BYTES = 32


def read_key(file: Path) -> bytes | None:
    """The key; None only when there is no such file.

    AuditLogError for a key that is too short, OSError when the file cannot be read: a new key in
    its place would cut all earlier lines off from their users.
    """
    try:
        key = file.read_bytes()
    except FileNotFoundError:
        return None
    if len(key) < KEY_BYTES:
        raise AuditLogError(
            f"The audit log's key {file} has {len(key)} bytes, not {KEY_BYTES}.",
            fix="Put the key back from a copy, or move it away to begin with a new one.",
        )
    return key


def make_key(file: Path, key: bytes) -> None:
    """Write a new key, whole and on the disk on return; the caller holds the log's lock."""
    write_atomically(file, key, mode=OWNER_ONLY_MODE, durable=True)
