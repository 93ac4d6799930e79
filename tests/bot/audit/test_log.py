"""The audit log: chained, kept apart from words, and every change of a byte is found."""

from __future__ import annotations

import datetime as dt
import json
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.audit import chain
from bot.audit.log import AuditLog, VerificationReport
from tests.support.paths import ROOT

AT = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)


def filled(root: Path, count: int = 12, **options: object) -> AuditLog:
    log = AuditLog(root, **options)  # type: ignore[arg-type]
    for number in range(count):
        facts = {"kind": "answer", "sources": ["tr-goods-payment"], "quote": None}
        log.write(AT + dt.timedelta(days=5 * number), f"user {number % 3}", f"text {number}", facts)
    return log


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
    assert AuditLog(tmp_path / "elsewhere").hash_text("77") != one["user"]
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0


def test_full_logging_keeps_words_and_users(tmp_path: Path) -> None:
    log = filled(tmp_path, 1, full=True)
    assert next(log.lines())["question"] == "text 0"


def test_every_changed_byte_is_found(tmp_path: Path) -> None:
    log = filled(tmp_path, 6)
    chance = random.Random(5)
    files = sorted(tmp_path.glob("*.jsonl"))
    for number in range(300):
        file = chance.choice(files)
        good = file.read_bytes()
        content = bytearray(good)
        at = chance.randrange(len(content))
        content[at] ^= 1 << chance.randrange(8)
        file.write_bytes(content)
        assert log.verify().faults, (number, at)
        file.write_bytes(good)
    assert not log.verify().faults


@pytest.mark.parametrize("cut", ["first", "middle", "last", "two", "month", "head"])
def test_a_line_that_was_taken_out_is_missed(cut: str, tmp_path: Path) -> None:
    log = filled(tmp_path, 8)
    first, *_, last = sorted(tmp_path.glob("2*.jsonl"))
    lines = first.read_bytes().splitlines(keepends=True)
    if cut == "month":
        last.unlink()
    elif cut == "head":
        (tmp_path / "head.json").unlink()
    elif cut == "last":
        last.write_bytes(b"".join(last.read_bytes().splitlines(keepends=True)[:-1]))
    else:
        kept = {"first": lines[1:], "middle": [lines[0], *lines[2:]], "two": lines[::-1]}[cut]
        first.write_bytes(b"".join(kept))
    assert log.verify().faults


def test_a_line_that_was_made_up_and_sealed_anew_breaks_the_chain(tmp_path: Path) -> None:
    log = filled(tmp_path, 6)
    first = min(tmp_path.glob("2*.jsonl"))
    one, *others = first.read_bytes().splitlines(keepends=True)
    fields = json.loads(one) | {"sources": ["another-note"]}
    del fields["hash"]
    first.write_bytes(b"".join([chain.encode_record(fields)[0], *others]))
    assert "does not follow" in log.verify().faults[0]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'", "user"', b'",\t"user"'),
        (b'"kind": "answer"', b'"kind": "refusal", "kind": "answer"'),
        (b'"kind": "answer", "sources": ["tr-goods-payment"]',
         b'"sources": ["tr-goods-payment"], "kind": "answer"'),
        (b'"answer"', b'"\\u0061nswer"'),
        (b'"}\n', b'" }\n'),
        (b'"}\n', b'"}\r\n'),
    ],
    ids=["a tab", "a second field", "another order", "another writing", "a space", "a line's end"],
)  # fmt: skip
def test_bytes_that_say_the_same_are_changed_bytes(
    before: bytes, after: bytes, tmp_path: Path
) -> None:
    log = filled(tmp_path, 3)
    last = max(tmp_path.glob("2*.jsonl"))
    content = last.read_bytes()
    assert before in content
    last.write_bytes(content.replace(before, after, 1))
    assert log.verify().faults


@pytest.mark.parametrize("left", ["months emptied", "only the head", "only the key", "no head"])
def test_an_emptied_log_is_a_fault(left: str, tmp_path: Path) -> None:
    log = filled(tmp_path, 3)
    for file in tmp_path.glob("2*.jsonl"):
        file.write_bytes(b"")
        if left.startswith("only"):
            file.unlink()
    if left in ("only the key", "no head"):
        (tmp_path / "head.json").unlink()
    assert log.verify().faults


def test_a_log_that_was_never_begun_has_no_fault(tmp_path: Path) -> None:
    assert AuditLog(tmp_path / "none").verify().faults == ()


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


def test_a_report_counts_what_is_there_when_the_head_is_gone(tmp_path: Path) -> None:
    log = filled(tmp_path, 3)
    (tmp_path / "head.json").unlink()
    assert log.verify() == VerificationReport(3, 1, 3, ("head.json is missing.",))


def test_a_report_of_an_emptied_log_counts_nothing(tmp_path: Path) -> None:
    log = filled(tmp_path, 3)
    for file in tmp_path.glob("2*.jsonl"):
        file.write_bytes(b"")
    fault = "The log is empty; it should end with line 3."
    assert log.verify() == VerificationReport(0, 0, 0, (fault,))


def test_a_head_that_is_one_record_behind_is_no_fault_and_the_log_goes_on(tmp_path: Path) -> None:
    """A process killed between writing a record and the head leaves this."""
    log = filled(tmp_path, 2)
    behind = (tmp_path / "head.json").read_bytes()
    log.write(AT, "user", "text", {})
    (tmp_path / "head.json").write_bytes(behind)
    assert log.verify() == VerificationReport(3, 1, 3, ())
    log.write(AT, "user", "text", {})
    assert log.verify() == VerificationReport(4, 1, 4, ())
    # Two records behind is what no killed process leaves.
    (tmp_path / "head.json").write_bytes(behind)
    assert log.verify().faults == ("The log should end with line 2, not 4.",)


def test_what_is_no_record_is_reported_in_its_place(tmp_path: Path) -> None:
    log = filled(tmp_path, 2)
    first = min(tmp_path.glob("2*.jsonl"))
    first.write_bytes(b"{no line}\n" + first.read_bytes())
    assert [line and line["n"] for line in log.lines()] == [None, 1, 2]
    assert log.verify().faults


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


@settings(max_examples=50)
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
