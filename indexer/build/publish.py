"""Generations on disk: written aside, sealed, swapped in; rolled back; collected when old."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from knowledge.errors import IndexCorruptError, IndexLockedError, IndexStateError, TradewindError
from knowledge.files import (
    ASIDE_PREFIX,
    OWNER_ONLY_FOLDER_MODE,
    OWNER_ONLY_MODE,
    create_aside,
    replace_durably,
    restrict_to_owner,
    secure_files,
    sha256_of_file,
    sync_folder,
)
from knowledge.index import disk_format
from knowledge.index.disk_format import Manifest

KEPT_GENERATIONS = 3
LOCK = ".lock"
# A writer holds the lock for minutes: another one does not wait for it.
LOCK_TIMEOUT_S = 0.0
# Called with the name of each step that is finished.
StepHook = Callable[[str], None]


def ignore_hook(_: str) -> None:
    """A hook that does nothing."""


@contextlib.contextmanager
def writing(root: Path) -> Iterator[None]:
    """Hold the lock of an index; the system frees it on a crash. IndexLockedError if it is held."""
    try:
        root.mkdir(mode=OWNER_ONLY_FOLDER_MODE, parents=True, exist_ok=True)
        # The index holds the documents' text; and a process that can open the lock can hold it.
        restrict_to_owner(root, root / LOCK)
        with FileLock(root / LOCK, timeout=LOCK_TIMEOUT_S, mode=OWNER_ONLY_MODE):
            _remove_leftovers(root)
            yield
    except Timeout:
        raise IndexLockedError(root) from None
    except OSError as error:
        raise _disk_error(root, error) from error


def _remove_leftovers(root: Path) -> None:
    """Remove what writers that were killed have left: folders, files, links."""
    for leftover in root.glob(f"{ASIDE_PREFIX}*"):
        if leftover.is_dir() and not leftover.is_symlink():
            shutil.rmtree(leftover, ignore_errors=True)
        else:
            leftover.unlink(missing_ok=True)


def _disk_error(root: Path, error: OSError) -> TradewindError:
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
    step: StepHook = ignore_hook,
) -> str:
    """Write a generation aside, verify it and make it current; its name.

    ``fill`` writes the files into a folder and returns the manifest, its ``files`` still empty;
    ``check`` opens the folder as a reader would and raises when it cannot serve.
    """
    name = disk_format.next_generation_name(root)
    aside = root / f"{ASIDE_PREFIX}{name}"
    aside.mkdir(mode=OWNER_ONLY_FOLDER_MODE)
    try:
        step("created")
        manifest = fill(aside)
        step("filled")
        seal(aside, manifest)
        step("sealed")
        secure_files(aside)
        step("synced")
        aside.rename(root / name)
        sync_folder(root)
        step("renamed")
        check(root / name)
        step("verified")
        point_current(root, name, step)
    except IndexStateError:
        shutil.rmtree(root / name, ignore_errors=True)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return name


def seal(folder: Path, manifest: Manifest) -> None:
    """Write the manifest with every file's SHA-256, and the manifest's own beside it."""
    own = (disk_format.MANIFEST, disk_format.SEAL)
    parts = sorted(path for path in folder.iterdir() if path.name not in own)
    files = {path.name: sha256_of_file(path) for path in parts}
    blob = manifest.model_copy(update={"files": files}).model_dump_json(indent=1).encode() + b"\n"
    (folder / disk_format.MANIFEST).write_bytes(blob)
    (folder / disk_format.SEAL).write_text(hashlib.sha256(blob).hexdigest() + "\n", "ascii")


def point_current(root: Path, name: str, step: StepHook = ignore_hook) -> None:
    """Make a generation the current one by one atomic replacement."""
    with create_aside(root, mode=OWNER_ONLY_MODE) as aside:
        aside.write_text(name + "\n", "utf-8")
        step("pointing")
        replace_durably(aside, root / disk_format.CURRENT)
    step("published")


def repair_pointer(root: Path, name: str) -> None:
    """Point to the generation that serves where CURRENT names none, or one that is damaged."""
    with contextlib.suppress(IndexStateError):
        if disk_format.read_current(root) == name:
            return
    point_current(root, name)


def rollback(root: Path) -> tuple[str, str]:
    """Go back to the newest older generation that verifies; the names before and after.

    Where CURRENT is damaged there is no name before, and any generation may be gone back to.
    """
    with writing(root):
        now, older = "", disk_format.list_generations(root)
        with contextlib.suppress(IndexCorruptError):
            now = disk_format.read_current(root)
            older = disk_format.older_generations(older, now)
        for name in reversed(older):
            try:
                disk_format.verify_generation(root / name)
            except IndexStateError:
                continue
            point_current(root, name)
            return now, name
    raise TradewindError(
        f"There is no {f'older generation than {now}' if now else 'generation'} to go back to.",
        fix="Run: tradewind-index build",
    )


def collect(root: Path, keep: int = KEPT_GENERATIONS) -> list[str]:
    """Remove all generations but the current one and the newest ``keep``; their names."""
    names = disk_format.list_generations(root)
    with contextlib.suppress(IndexStateError):
        now = disk_format.read_current(root)
        spared = {now, *names[-keep:]}
        gone = [name for name in names if name not in spared]
        for name in gone:
            # Renamed first: a reader must never find half a generation.
            hidden = root / f"{ASIDE_PREFIX}{name}.old"
            (root / name).rename(hidden)
            shutil.rmtree(hidden, ignore_errors=True)
        return gone
    return []
