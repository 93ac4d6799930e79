"""Verification: what is no fault although it looks unfinished, and what cannot be read at all."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from bot.audit.log import AuditLog
from bot.audit.verification import VerificationReport, verify_log

AT = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)


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
