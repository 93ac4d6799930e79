"""An update of an index or a list, stopped at each of its operations on files.

``python -m tests.support.interruptions index|list FOLDER`` works in a process of its own, which
forks one for each stop: a hook of the interpreter cannot be taken away again. A stop is a kill, or
a disk that is full from this operation on. After each, what is served must be whole, the old or
the new; the next update must succeed and leave nothing behind. Prints how many stops there were.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from indexer.build import publish
from knowledge.compliance.sanctions.list_file import SanctionsList, read_manifest
from knowledge.errors import TradewindError
from knowledge.index.generation import open_current
from tests.support.encoders import WordEncoder
from tests.support.index import rebuild
from tests.support.notes import NOTES, note
from tests.support.paths import ROOT
from tests.support.sanctions import FILES, put

# What the interpreter reports before it does it.
OPERATIONS = {
    "open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "shutil.rmtree",
    "sqlite3.connect",
}  # fmt: skip
WRITING = os.O_WRONLY | os.O_RDWR
DONE, REFUSED, BROKEN = 0, 1, 2


def takes_room(event: str, arguments: tuple[object, ...]) -> bool:
    """Whether an operation fails on a full disk."""
    if event == "open":
        return bool(int(str(arguments[2])) & WRITING)
    return event in ("os.mkdir", "sqlite3.connect")


def stop_at(number: int, folder: Path, *, by_kill: bool) -> None:
    """Stop this process at an operation in the folder, the first being 1."""
    seen = 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        if event not in OPERATIONS or not any(str(folder) in str(each) for each in arguments):
            return
        if not by_kill and not takes_room(event, arguments):
            return
        seen += 1
        if by_kill and seen == number:
            os.kill(os.getpid(), signal.SIGKILL)
        if not by_kill and seen >= number:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    sys.addaudithook(watch)


def stop_everywhere(what: str, folder: Path) -> tuple[int, int]:
    """How often an update of ``what`` was killed, and how often the disk was full."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.interruptions", what, str(folder)],
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    kills, full_disks = json.loads(done.stdout)
    return kills, full_disks


def run_apart(work: Callable[[], object]) -> int:
    """Run the work in a process of its own: how it ended, or the negative number of a signal."""
    child = os.fork()
    if child == 0:
        code = DONE
        try:
            work()
        except TradewindError:
            code = REFUSED
        except BaseException:  # noqa: BLE001 (the process ends here)
            traceback.print_exc()
            code = BROKEN
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _stop_everywhere(
    before: Path, update: Callable[[Path], object], check: Callable[[Path], None], *, by_kill: bool
) -> int:
    """How many operations an update of a copy of ``before`` has; it was stopped at each."""
    for number in count(1):
        root = before.with_name(f"stopped-{number}")
        shutil.copytree(before, root)

        def work(root: Path = root, number: int = number) -> None:
            stop_at(number, root, by_kill=by_kill)
            update(root)

        ended = run_apart(work)
        assert ended in (DONE, -signal.SIGKILL if by_kill else REFUSED), (number, ended)
        check(root)
        assert run_apart(lambda root=root: update(root)) == DONE, number  # type: ignore[misc]
        check(root)
        left = list(root.glob(".writing-*"))
        assert not left, (number, left)
        shutil.rmtree(root)
        if ended == DONE:
            return number - 1
    raise AssertionError


def work_on_index(folder: Path) -> Iterator[int]:
    """The stops of a build of one note more."""
    notes, root = folder / "notes", folder / "index"
    notes.mkdir()
    for name, text in NOTES.items():
        (notes / name).write_text(text, "utf-8")
    assert run_apart(lambda: rebuild(root, notes, WordEncoder())) == DONE
    (notes / "delta.md").write_text(note("delta", "Nutmeg comes from Banda.[^1]"), "utf-8")

    def check(root: Path) -> None:
        generation, faults = open_current(root)
        assert not faults, faults
        served = (generation.name, generation.manifest.documents)
        assert served in (("gen-000001", 3), *((f"gen-{n:06d}", 4) for n in (2, 3))), served
        generation.close()

    def update(root: Path) -> None:
        rebuild(root, notes, WordEncoder())

    for by_kill in (True, False):
        yield _stop_everywhere(root, update, check, by_kill=by_kill)


def work_on_list(folder: Path) -> Iterator[int]:
    """The stops of an update to a later edition."""
    root, newer = folder / "lists", folder / "newer.xml"
    put(root, "eu")
    content = FILES["eu"].read_bytes()
    newer.write_bytes(content.replace(b'generationDate="2026-11-19', b'generationDate="2026-11-22'))

    def check(root: Path) -> None:
        manifest = read_manifest(root, "eu")
        assert manifest
        assert manifest.edition in ("2026-11-19", "2026-11-22")
        SanctionsList(root, manifest).close()

    def update(root: Path) -> None:
        with publish.writing(root):
            put(root, "eu", newer)

    for by_kill in (True, False):
        yield _stop_everywhere(root, update, check, by_kill=by_kill)


if __name__ == "__main__":
    works = {"index": work_on_index, "list": work_on_list}
    print(json.dumps(list(works[sys.argv[1]](Path(sys.argv[2])))))
