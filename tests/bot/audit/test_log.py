"""The audit log: chained, kept apart from words, and every change of a byte is found."""

from __future__ import annotations

import datetime as dt
import errno
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.audit.log import AuditLog, VerificationReport
from tests.support.audit_logs import AT, filled
from tests.support.paths import ROOT


def test_what_was_written_stands_there_in_order_and_is_found_whole(tmp_path: Path) -> None:
    log = filled(tmp_path)
    lines = list(log.lines())
    assert [line["n"] for line in lines] == list(range(1, 13))
    assert lines[0]["sources"] == ["tr-goods-payment"]
    assert "quote" not in lines[0]
    assert len(list(tmp_path.glob("2*.jsonl"))) > 1
    checked = log.verify()
    assert (checked.lines, checked.first, checked.last, checked.faults) == (12, 1, 12, ())


def test_words_and_users_are_kept_as_hashes_that_say_nothing_but_the_same(tmp_path: Path) -> None:
    address = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
    log = AuditLog(tmp_path)
    for user, text in (("77", address), ("77", address), ("78", "other")):
        log.write(AT, user, text, {})
    one, again, other = log.lines()
    assert (one["user"], one["question"]) == (again["user"], again["question"])
    assert other["user"] != one["user"]
    raw = b"".join(file.read_bytes() for file in tmp_path.glob("*.jsonl"))
    assert address.encode() not in raw
    assert b'"77"' not in raw
    # Without its key nobody can try all short user numbers.
    (elsewhere := AuditLog(tmp_path / "elsewhere")).write(AT, "77", address, {})
    assert next(elsewhere.lines())["user"] != one["user"]
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0


def test_full_logging_keeps_words_and_users(tmp_path: Path) -> None:
    log = filled(tmp_path, 1, full=True)
    assert next(log.lines())["question"] == "text 0"


@pytest.mark.parametrize("full", [True, False])
def test_only_its_owner_can_read_the_log(full: bool, tmp_path: Path) -> None:
    filled(tmp_path, 1, full=full)
    first = min(tmp_path.glob("2*.jsonl"))
    first.chmod(0o644)
    filled(tmp_path, 1, full=full)
    for file in (*tmp_path.glob("2*.jsonl"), tmp_path / "head.json"):
        assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("full", [True, False])
def test_the_first_record_makes_the_folder(full: bool, tmp_path: Path) -> None:
    log = filled(tmp_path / "a" / "new" / "folder", 1, full=full)
    assert log.verify() == VerificationReport(1, 1, 1, ())


def test_months_that_are_too_old_are_deleted_whole_and_the_rest_still_verifies(
    tmp_path: Path,
) -> None:
    log = filled(tmp_path, 40, days=60)
    months = sorted(file.stem for file in tmp_path.glob("2*.jsonl"))
    assert months[0] > "2026-12"
    checked = log.verify()
    assert checked.faults == ()
    assert (checked.first > 1, checked.last) == (True, 40)


def test_several_writers_make_one_chain(tmp_path: Path) -> None:
    def write(number: int) -> None:
        AuditLog(tmp_path).write(AT, f"u{number}", "t", {})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(60)))
    checked = AuditLog(tmp_path).verify()
    assert (checked.lines, checked.faults) == (60, ())


WRITER = """
import sys, datetime as dt
from pathlib import Path
from bot.audit.log import AuditLog
log = AuditLog(Path(sys.argv[1]))
for number in range(100000):
    log.write(dt.datetime.now(dt.UTC), "u", "t" * 200, {"kind": "answer"})
    print(number, flush=True)
"""


@pytest.mark.slow
@pytest.mark.parametrize("round_", range(4))
def test_a_writer_that_is_killed_leaves_a_log_that_verifies_and_goes_on(
    round_: int, tmp_path: Path
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE,
        cwd=ROOT,
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(0.05 + 0.07 * round_)
    process.kill()
    printed = len(process.stdout.read().splitlines())
    process.wait()
    process.stdout.close()
    log = AuditLog(tmp_path)
    log.write(AT, "u", "after", {})
    checked = log.verify()
    assert checked.faults == ()
    assert checked.lines > printed


@pytest.mark.parametrize("torn", [b"{", b'{"n": 7, "at"', b"\xff\x00", b'{"n": 1}'])
def test_a_line_that_was_begun_and_not_ended_is_cut_off_by_the_next(
    torn: bytes, tmp_path: Path
) -> None:
    log = filled(tmp_path, 3)
    last = max(tmp_path.glob("2*.jsonl"))
    with last.open("ab") as file:
        file.write(torn)
    log.write(AT + dt.timedelta(days=10), "u", "t", {})
    checked = log.verify()
    assert (checked.lines, checked.faults) == (4, ())


@settings(max_examples=20)
@given(
    texts=st.lists(st.text(max_size=80) | st.just("\ud800"), min_size=1, max_size=6),
    facts=st.dictionaries(st.text(max_size=9), st.text(max_size=30) | st.integers(), max_size=4),
)
def test_whatever_is_written_verifies(
    texts: list[str], facts: dict[str, object], tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("log")
    own = {"n", "at", "user", "question", "before", "hash"}
    log = AuditLog(root, full=True)
    for text in texts:
        log.write(AT, text, text, {k: v for k, v in facts.items() if k not in own})
    assert log.verify().faults == ()
    assert any(root.iterdir())


STEPS = [
    "write the head", "sync the head", "replace the head", "make the key",
    "open the month", "write the line", "sync the line", "sync the folder", "delete a month",
]  # fmt: skip
# What the log holds before the write that goes wrong, and the days between its lines.
BEFORE = {"first": (0, 1), "next": (3, 1), "new month": (3, 40)}


class Disk:
    """A step hook under which the disk is full from one step on, for some steps."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.fails: range = range(0)

    def __call__(self, step: str) -> None:
        self.taken.append(step)
        if len(self.taken) - 1 in self.fails:
            raise OSError(errno.ENOSPC, "No space left on device", step)

    def take_steps(self, fails: range = range(0)) -> None:
        """Count the steps anew."""
        self.taken, self.fails = [], fails


def on_disk(root: Path, before: str, days: int = 30) -> tuple[AuditLog, Disk, dt.datetime]:
    """A log as it is before a write, its disk, and when the next line is due."""
    count, apart = BEFORE[before]
    disk = Disk()
    log = AuditLog(root, days=days, step=disk)
    for number in range(count):
        log.write(AT + dt.timedelta(days=apart * number), "u", f"text {number}", {})
    disk.take_steps()
    return log, disk, AT + dt.timedelta(days=apart * count)


@pytest.mark.parametrize("lasting", [1, 100], ids=["a moment", "from then on"])
@pytest.mark.parametrize("before", BEFORE)
def test_a_disk_that_is_full_at_any_step_costs_at_most_the_record_and_that_is_said(
    before: str, lasting: int, tmp_path: Path
) -> None:
    log, disk, at = on_disk(tmp_path / "whole", before)
    log.write(at, "u", "t", {})
    steps = list(disk.taken)
    assert set(steps) <= set(STEPS)
    assert len(steps) > 5
    for number in range(len(steps)):
        root = tmp_path / str(number)
        log, disk, at = on_disk(root, before)
        stood = [line["hash"] for line in log.lines() if line]
        disk.take_steps(range(number, number + lasting))
        try:
            log.write(at, "u", "the one", {"kind": "answer"})
            said_to_be_written = True
        except OSError:
            said_to_be_written = False
        disk.take_steps()
        assert log.verify().faults == (), steps[number]
        is_written = any(line["hash"] not in stood for line in log.lines() if line)
        assert is_written == said_to_be_written, steps[number]
        log.write(at, "u", "after", {})
        assert log.verify().faults == (), steps[number]
        assert not log.verify().repairs


def test_the_steps_of_a_write_are_those_that_are_tried(tmp_path: Path) -> None:
    taken = set()
    for before in BEFORE:
        log, disk, at = on_disk(tmp_path / before, before)
        log.write(at, "u", "t", {})
        taken |= set(disk.taken)
    assert taken == set(STEPS)


KILLED = """
import datetime as dt, os, signal, sys
from pathlib import Path
from bot.audit.log import AuditLog
root, at, deadly = Path(sys.argv[1]), dt.datetime.fromisoformat(sys.argv[2]), int(sys.argv[3])
taken = []
def step(name):
    if len(taken) == deadly:
        os.kill(os.getpid(), signal.SIGKILL)
    taken.append(name)
AuditLog(root, days=30, step=step).write(at, "u", "t", {"kind": "answer"})
"""


@pytest.mark.slow
@pytest.mark.parametrize("before", BEFORE)
def test_a_writer_that_is_killed_at_any_step_leaves_a_log_that_verifies_and_goes_on(
    before: str, tmp_path: Path
) -> None:
    codes = []
    for deadly in range(20):
        root = tmp_path / str(deadly)
        _, _, at = on_disk(root, before)
        arguments = [str(root), at.isoformat(), str(deadly)]
        killed = subprocess.run([sys.executable, "-c", KILLED, *arguments], cwd=ROOT, check=False)
        codes.append(killed.returncode)
        log = AuditLog(root, days=30)
        assert log.verify().faults == (), deadly
        log.write(at, "u", "after", {})
        report = log.verify()
        assert (report.faults, report.repairs) == ((), ()), deadly
        if killed.returncode == 0:
            break
    assert codes[-1] == 0
    assert set(codes[:-1]) == {-signal.SIGKILL}
    assert len(codes) > 6


LIMITED = """
import datetime as dt, resource, signal, sys
from pathlib import Path
from bot.audit.log import AuditLog
at = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
log = AuditLog(Path(sys.argv[1]))
log.write(at, "u", "t", {})
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
size = max(file.stat().st_size for file in Path(sys.argv[1]).glob("*.jsonl"))
refused = 0
for room in range(0, 300, 7):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + room, resource.RLIM_INFINITY))
    try:
        log.write(at, "u", "t" * 40, {})
        size = max(file.stat().st_size for file in Path(sys.argv[1]).glob("*.jsonl"))
    except OSError:
        refused += 1
    assert not log.verify().faults
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
log.write(at, "u", "t", {})
print(refused, log.verify().lines, log.verify().faults)
"""


@pytest.mark.slow
def test_a_file_that_may_not_grow_loses_no_line_and_holds_no_part_of_one(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path)], cwd=ROOT, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    refused, lines, faults = done.stdout.split(maxsplit=2)
    assert int(refused) > 20
    assert int(lines) == 2 + 43 - int(refused)
    assert faults.strip() == "()"


def test_a_lock_that_somebody_keeps_ends_in_an_error(tmp_path: Path) -> None:
    filled(tmp_path, 1)
    with FileLock(tmp_path / ".lock"), pytest.raises(OSError, match="lock"):
        AuditLog(tmp_path, lock_timeout_s=0.0).write(AT, "u", "t", {})
    assert AuditLog(tmp_path).verify().lines == 1


def test_what_an_earlier_version_left_open_is_closed_by_the_next_line(tmp_path: Path) -> None:
    filled(tmp_path, 1)
    for path in (tmp_path, *tmp_path.iterdir()):
        path.chmod(0o755 if path.is_dir() else 0o644)
    filled(tmp_path, 1)
    open_ = {path.name for path in (tmp_path, *tmp_path.iterdir()) if path.stat().st_mode & 0o077}
    assert not open_


ANOTHER_USER = """
import datetime as dt, os, sys
from pathlib import Path
from bot.audit.log import AuditLog
root = Path(sys.argv[1])
at = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
AuditLog(root).write(at, "42", "text", {})
for path in (root, *root.iterdir()):
    path.chmod(0o777)
(root / "key").chmod(0)
if os.geteuid() == 0:
    os.setgroups([])
    os.setuid(65534)
try:
    AuditLog(root).write(at, "42", "text", {})
except PermissionError as error:
    print("refused:", Path(error.filename).name)
print(AuditLog(root).verify().faults)
"""


@pytest.mark.slow
def test_a_key_of_another_user_is_neither_read_nor_replaced() -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "audit"
        Path(folder).chmod(0o755)
        done = subprocess.run(
            [sys.executable, "-c", ANOTHER_USER, str(root)], cwd=ROOT, capture_output=True,
            text=True, check=True,
        )  # fmt: skip
        refused, faults = done.stdout.splitlines()
        assert refused == "refused: key"
        assert "key cannot be read (Permission denied)" in faults
        (root / "key").chmod(0o600)
        assert len((root / "key").read_bytes()) == 32
        assert AuditLog(root).verify() == VerificationReport(1, 1, 1, ())
