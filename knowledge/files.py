"""Replacing files in one step, and hashing them.

A file is written beside its target and renamed over it, so that a reader finds the old content or
the new one, whole, whenever the writer is stopped.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

ASIDE_PREFIX = ".writing-"
# The usual mode of a new file, before the umask; and of one that nobody else may read.
DEFAULT_MODE, OWNER_ONLY_MODE = 0o666, 0o600


def sha256_of_file(path: Path) -> str:
    """The SHA-256 of a file, in hex. May raise OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_atomically(
    path: Path, content: bytes, *, mode: int = DEFAULT_MODE, durable: bool = False
) -> None:
    """Replace a file in one step; on an OSError the old one is untouched and nothing is left over.

    ``durable``: return once the content is on the disk, so that it survives a power failure.
    """
    with create_aside(path.parent, mode=mode) as aside:
        aside.write_bytes(content)
        if durable:
            replace_durably(aside, path)
        else:
            aside.replace(path)


@contextlib.contextmanager
def create_aside(folder: Path, *, mode: int = DEFAULT_MODE) -> Iterator[Path]:
    """An empty file of a new name in the folder, removed at the end unless it was renamed."""
    aside = folder / f"{ASIDE_PREFIX}{secrets.token_hex(8)}"
    os.close(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode))
    try:
        yield aside
    finally:
        aside.unlink(missing_ok=True)


def replace_durably(aside: Path, path: Path) -> None:
    """Rename a file over another, with its content and its name on the disk on return."""
    with aside.open("rb") as file:
        os.fsync(file.fileno())
    aside.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Write the names in a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
