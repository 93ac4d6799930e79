"""Generations on disk: written aside, sealed, swapped in; rolled back; collected when old."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from knowledge.errors import IndexLockedError, IndexStateError, TradewindError
from knowledge.index import disk_format
from knowledge.index.disk_format import Manifest

KEEP = 3
LOCK = ".lock"
ASIDE = ".writing-"
Step = Callable[[str], None]


def nothing(_: str) -> None:
    """A step that nobody watches."""


@contextlib.contextmanager
def writing(root: Path) -> Iterator[None]:
    """The right to write an index: one process at a time; the system frees it on a crash."""
    try:
        root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(root / LOCK)
        with lock.acquire(timeout=0):
            for left in root.glob(f"{ASIDE}*"):
                shutil.rmtree(left, ignore_errors=True)
            yield
    except Timeout:
        raise IndexLockedError(root) from None
    except OSError as error:
        raise _disk(root, error) from error


def _disk(root: Path, error: OSError) -> TradewindError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return TradewindError(
            f"No space is left for the index in {root}.",
            fix="Nothing was lost; free some space and run the command again.",
        )
    reason = error.strerror or type(error).__name__
    return TradewindError(f"The index in {root} cannot be written ({reason}).")


def publish(
    root: Path,
    fill: Callable[[Path], Manifest],
    check: Callable[[Path], object],
    *,
    step: Step = nothing,
) -> str:
    """The name of the new generation, after it was written aside, verified and made current.

    ``fill`` writes the files into a folder and gives the manifest, its ``files`` still empty;
    ``check`` opens the folder as a reader would and raises when it cannot serve.
    """
    name = disk_format.next_generation(root)
    aside = root / f"{ASIDE}{name}"
    aside.mkdir()
    try:
        step("created")
        manifest = fill(aside)
        step("filled")
        seal(aside, manifest)
        step("sealed")
        _sync(aside)
        step("synced")
        aside.rename(root / name)
        _sync_folder(root)
        step("renamed")
        check(root / name)
        step("verified")
        point(root, name, step)
    except IndexStateError:
        shutil.rmtree(root / name, ignore_errors=True)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return name


def seal(folder: Path, manifest: Manifest) -> None:
    """Write the manifest with every file's hash, and the manifest's own beside it."""
    own = (disk_format.MANIFEST, disk_format.SEAL)
    parts = sorted(path for path in folder.iterdir() if path.name not in own)
    files = {path.name: disk_format.sha256(path) for path in parts}
    blob = manifest.model_copy(update={"files": files}).model_dump_json(indent=1).encode() + b"\n"
    (folder / disk_format.MANIFEST).write_bytes(blob)
    (folder / disk_format.SEAL).write_text(hashlib.sha256(blob).hexdigest() + "\n", "ascii")


def point(root: Path, name: str, step: Step = nothing) -> None:
    """Make a generation the current one, in one atomic replacement."""
    fresh = root / f".{disk_format.CURRENT}.{os.getpid()}"
    with fresh.open("w", encoding="utf-8") as file:
        file.write(name + "\n")
        file.flush()
        os.fsync(file.fileno())
    step("pointing")
    fresh.replace(root / disk_format.CURRENT)
    _sync_folder(root)
    step("published")


def rollback(root: Path) -> tuple[str, str]:
    """The generations served before and after going back to the newest older one that verifies."""
    with writing(root):
        now = disk_format.current(root)
        older = [n for n in disk_format.generations(root) if int(n[4:]) < int(now[4:])]
        for name in reversed(older):
            try:
                disk_format.verify(root / name)
            except IndexStateError:
                continue
            point(root, name)
            return now, name
    raise TradewindError(
        f"There is no older generation than {now} to go back to.",
        fix="Run: tradewind-index build",
    )


def collect(root: Path, keep: int = KEEP) -> list[str]:
    """The names of the generations removed: all but the current one and the newest ``keep``."""
    names = disk_format.generations(root)
    with contextlib.suppress(IndexStateError):
        now = disk_format.current(root)
        spared = {now, *names[-keep:]}
        gone = [name for name in names if name not in spared]
        for name in gone:
            # Out of sight first: a reader must never find half a generation.
            hidden = root / f"{ASIDE}{name}.old"
            (root / name).rename(hidden)
            shutil.rmtree(hidden, ignore_errors=True)
        return gone
    return []


def _sync(folder: Path) -> None:
    for path in folder.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
