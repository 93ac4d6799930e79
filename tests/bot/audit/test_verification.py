"""Verification: every change is found, and what only looks unfinished is no fault."""

from __future__ import annotations

import datetime as dt
import json
import random
import shutil
from pathlib import Path

import pytest

from bot.audit import chain
from bot.audit.log import AuditLog
from bot.audit.verification import VerificationReport, verify_log
from tests.support.audit_logs import AT, filled


def write(root: Path, *days: int) -> list[Path]:
    """Write a line on each of these days from the first; the files of the months."""
    for day in days:
        AuditLog(root).write(AT + dt.timedelta(days=day), "u", "t", {})
    return sorted(root.glob("2*.jsonl"))


def test_a_line_that_is_being_written_is_no_fault_but_one_in_an_older_month_is(
    tmp_path: Path,
) -> None:
    older, last = write(tmp_path, 0, 40)
    last.write_bytes(last.read_bytes() + b'{"n": 3')
    assert verify_log(tmp_path) == VerificationReport(2, 1, 2, ())
    older.write_bytes(older.read_bytes() + b'{"n": 2')
    assert "is not a record" in verify_log(tmp_path).faults[0]


def test_months_that_the_head_has_left_and_that_are_still_there_are_no_fault(
    tmp_path: Path,
) -> None:
    write(tmp_path, 0, 1, 40)
    head = tmp_path / "head.json"
    fields = json.loads(head.read_bytes())
    head.write_text(json.dumps(fields | {"first": 3}), "utf-8")
    assert verify_log(tmp_path).faults == ()
    # In the middle of a month nothing is ever left.
    head.write_text(json.dumps(fields | {"first": 2}), "utf-8")
    assert verify_log(tmp_path).faults == ("The log should begin with line 2, not 1.",)


def test_a_head_that_was_written_before_any_line_is_a_log_without_lines(tmp_path: Path) -> None:
    def stop(step: str) -> None:
        if step == "make the key":
            raise OSError(28, "No space left on device")

    try:
        AuditLog(tmp_path, step=stop).write(AT, "u", "t", {})
    except OSError:
        assert (tmp_path / "head.json").exists()
    assert verify_log(tmp_path) == VerificationReport(0, 0, 0, ())


def test_deeply_nested_junk_is_a_fault_like_any_other(tmp_path: Path) -> None:
    (month,) = write(tmp_path, 0)
    month.write_bytes(b"[" * 100_000 + b"\n" + month.read_bytes())
    (tmp_path / "head.json").write_bytes(b"[" * 100_000)
    faults = verify_log(tmp_path).faults
    assert any("is not a record" in fault for fault in faults)
    assert "head.json is missing or damaged." in faults


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


def test_a_report_counts_what_is_there_when_the_head_is_gone(tmp_path: Path) -> None:
    log = filled(tmp_path, 3)
    (tmp_path / "head.json").unlink()
    assert log.verify() == VerificationReport(3, 1, 3, ("head.json is missing or damaged.",))


def test_a_report_of_an_emptied_log_counts_nothing(tmp_path: Path) -> None:
    log = filled(tmp_path, 3)
    for file in tmp_path.glob("2*.jsonl"):
        file.write_bytes(b"")
    fault = "The log is empty; it should end with line 3."
    assert log.verify() == VerificationReport(0, 0, 0, (fault,))


def test_what_is_no_record_is_reported_in_its_place(tmp_path: Path) -> None:
    log = filled(tmp_path, 2)
    first = min(tmp_path.glob("2*.jsonl"))
    first.write_bytes(b"{no line}\n" + first.read_bytes())
    assert [line and line["n"] for line in log.lines()] == [None, 1, 2]
    assert log.verify().faults


@pytest.mark.parametrize("taken_out", [1, 2, 5])
def test_lines_taken_out_at_the_end_are_missed_also_after_the_next(
    taken_out: int, tmp_path: Path
) -> None:
    log = AuditLog(tmp_path)
    for number in range(6):
        log.write(AT, "u", f"text {number}", {})
    (month,) = tmp_path.glob("2*.jsonl")
    kept = month.read_bytes().splitlines(keepends=True)[:-taken_out]
    month.write_bytes(b"".join(kept))
    assert log.verify().faults
    log.write(AT, "u", "t", {})
    assert log.verify().faults


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_done_to_the_files_no_line_is_lost_unseen(seed: int, tmp_path: Path) -> None:
    """Random cuts and copies of whole lines: the log is as it was, or a fault or a repair shows."""
    chance = random.Random(seed)
    filled(tmp_path / "whole", 8)
    for number in range(40):
        root = shutil.copytree(tmp_path / "whole", tmp_path / str(number))
        log = AuditLog(root)
        before = [line["hash"] for line in log.lines() if line]
        for _ in range(chance.randint(1, 3)):
            file = chance.choice(sorted(root.glob("2*.jsonl")))
            lines = file.read_bytes().splitlines(keepends=True)
            change = chance.choice(["drop", "copy", "swap", "empty head", "cut"])
            at = chance.randrange(len(lines)) if lines else 0
            if change == "empty head":
                (root / "head.json").write_bytes(b"")
            elif change == "cut":
                file.write_bytes(file.read_bytes()[: chance.randrange(400)])
                continue
            elif change == "drop":
                lines = lines[:at] + lines[at + 1 :]
            elif change == "copy" and lines:
                lines.insert(at, chance.choice(lines))
            elif lines:
                lines[at], lines[0] = lines[0], lines[at]
            file.write_bytes(b"".join(lines))
        if chance.random() < 0.5:
            log.write(AT + dt.timedelta(days=80), "u", "t", {})
        report = log.verify()
        after = [line["hash"] for line in log.lines() if line]
        assert after[: len(before)] == before or report.faults or report.repairs
