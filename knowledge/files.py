"""Replacing files in one step, hashing them, and keeping them to their owner.

A file is written beside its target and renamed over it, so that a reader finds the old content or
the new one, whole, whenever the writer is stopped.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

ASIDE_PREFIX = ".writing-"
# The usual mode of a new file, before the umask; and of one that nobody else may read.
DEFAULT_MODE, OWNER_ONLY_MODE = 0o666, 0o600
OWNER_ONLY_FOLDER_MODE = 0o700
# Opened without waiting: opening a pipe that has no writer would wait for ever. Flags that a
# system lacks are none.
_READING = os.O_RDONLY | sum(
    getattr(os, name, 0) for name in ("O_NONBLOCK", "O_CLOEXEC", "O_BINARY")
)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
# The umask of both programs: what they write holds questions, payments and keys.
OWNER_ONLY_UMASK = 0o077
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def open_regular_file(path: Path, *, follow_links: bool = False) -> BufferedReader:
    """A regular file, open for reading; OSError for a folder, a pipe, a device, or a link.

    A link in place of the file could lead anywhere; ``follow_links`` is for files of others.
    """
    handle = os.open(path, _READING | (0 if follow_links else _NO_LINK))
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "not a regular file", str(path))
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def read_regular_file(path: Path, max_bytes: int) -> bytes:
    """The content of a regular file of at most ``max_bytes``; OSError for all else."""
    with open_regular_file(path) as file:
        content = file.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise OSError(errno.EFBIG, "larger than it can rightly be", str(path))
    return content


def sha256_of_file(path: Path, *, follow_links: bool = False) -> str:
    """The SHA-256 of a regular file, in hex. May raise OSError."""
    with open_regular_file(path, follow_links=follow_links) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True)
class FileStamp:
    """What differs after a file was written or replaced: number, size, time of the last change."""

    inode: int
    size: int
    ctime_ns: int


def stamp_file(path: Path) -> FileStamp:
    """The stamp of a file, or of the link itself; OSError when there is none."""
    status = path.lstat()
    return FileStamp(status.st_ino, status.st_size, status.st_ctime_ns)


def explain_os_error(error: OSError) -> str:
    """Why a file cannot be read, in a few words."""
    if error.errno == errno.ELOOP:
        return "it is a link"
    return (error.strerror or type(error).__name__).lower()


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


def open_private(file: Path) -> BinaryIO:
    """A file opened anew for writing that only its owner can read, also when it existed before.

    A device or a pipe keeps its rights. May raise OSError.
    """
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY_MODE)
    try:
        if stat.S_ISREG(os.fstat(opened).st_mode):
            os.fchmod(opened, OWNER_ONLY_MODE)
        return os.fdopen(opened, "wb")
    except BaseException:
        os.close(opened)
        raise


def make_private(file: Path) -> None:
    """Make a file, if there is none, and its folder that only their owner can read.

    One of an earlier version loses the rights of others. May raise OSError.
    """
    file.parent.mkdir(parents=True, exist_ok=True, mode=OWNER_ONLY_FOLDER_MODE)
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, OWNER_ONLY_MODE))
    restrict_to_owner(file)


def restrict_to_owner(*paths: Path) -> None:
    """Take all rights of group and others from files and folders of an earlier version.

    What is missing, a device, another user's, a link to a file, or shared by everybody (a folder
    such as ``/tmp``) is left as it is.
    """
    for path in paths:
        with contextlib.suppress(OSError):
            found = path.stat()
            is_plain = stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)
            is_plain = is_plain and not (stat.S_ISREG(found.st_mode) and path.is_symlink())
            is_shared = bool(found.st_mode & stat.S_ISVTX)
            if is_plain and not is_shared and found.st_mode & _OTHERS and _is_own(found):
                path.chmod(stat.S_IMODE(found.st_mode) & ~_OTHERS)


def secure_files(folder: Path) -> None:
    """Flush every file of a folder to the disk, with one mode for all: the owner's alone.

    The libraries that write them each have a mode of their own.
    """
    for path in folder.iterdir():
        path.chmod(OWNER_ONLY_MODE)
        with path.open("rb") as file:
            os.fsync(file.fileno())
    sync_folder(folder)


def _is_own(found: os.stat_result) -> bool:
    # A system without user ids has none to compare.
    return not hasattr(os, "geteuid") or found.st_uid == os.geteuid()
