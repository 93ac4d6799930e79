"""The head of the audit log: read, replaced, moved on, made anew."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from bot.audit.chain import encode_record
from bot.audit.head import (
    GENESIS_HASH,
    AuditHead,
    find_end,
    read_head,
    read_last,
    rebuild_head,
    write_head,
)
from bot.audit.log import AuditLog, VerificationReport
from tests.support.audit_logs import AT, filled


def chained(*numbers: int, before: str = GENESIS_HASH) -> list[bytes]:
    """Lines of these numbers, each sealed with the hash of the one before."""
    lines = []
    for number in numbers:
        raw, before = encode_record({"n": number, "at": "", "before": before})
        lines.append(raw)
    return lines


def head_of(line: bytes, n: int) -> AuditHead:
    return AuditHead(1, n, line[-67:-3].decode())


def test_a_head_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert read_head(tmp_path) is None
    taken: list[str] = []
    write_head(tmp_path, AuditHead(3, 9, "a"), taken.append)
    assert read_head(tmp_path) == AuditHead(3, 9, "a")
    assert taken == ["write the head", "sync the head", "replace the head"]
    assert [path.name for path in tmp_path.iterdir()] == ["head.json"]


@pytest.mark.parametrize("behind", range(5))
def test_the_end_is_the_last_line_that_chains_on_over_months_too(
    behind: int, tmp_path: Path
) -> None:
    lines = chained(1, 2, 3, 4, 5)
    (tmp_path / "2026-01.jsonl").write_bytes(b"".join(lines[:3]))
    (tmp_path / "2026-02.jsonl").write_bytes(b"".join(lines[3:]))
    # A month that was begun and has no line yet, and a line that was never ended.
    (tmp_path / "2026-03.jsonl").write_bytes(b'{"n": 6, ')
    head = head_of(lines[4 - behind], 5 - behind)
    assert find_end(tmp_path, head) == head_of(lines[4], 5)
    assert find_end(tmp_path, AuditHead()) == head_of(lines[4], 5)


def test_a_line_that_does_not_chain_on_or_was_changed_is_not_the_end(tmp_path: Path) -> None:
    one, two, three = chained(1, 2, 3)
    (other,) = chained(3, before="f" * 64)
    month = tmp_path / "2026-01.jsonl"
    head = head_of(two, 2)
    for after in (other, three.replace(b'"at": ""', b'"at": "x"')):
        month.write_bytes(one + two + after)
        assert find_end(tmp_path, head) == head
    month.write_bytes(one)
    assert find_end(tmp_path, head) == head


def test_a_head_made_anew_is_of_the_first_and_the_last_line_that_is_as_it_was_sealed(
    tmp_path: Path,
) -> None:
    assert rebuild_head(tmp_path) == AuditHead()
    lines = chained(7, 8, 9)
    changed = lines[2].replace(b'"at": ""', b'"at": "x"')
    (tmp_path / "2026-01.jsonl").write_bytes(b"none\n" + lines[0] + lines[1] + changed)
    rebuilt = rebuild_head(tmp_path)
    assert (rebuilt.first, rebuilt.n) == (7, 8)


def test_the_last_line_is_read_and_what_is_torn_after_it_cut_off(tmp_path: Path) -> None:
    assert read_last(tmp_path) is None
    month = tmp_path / "2026-01.jsonl"
    (line,) = chained(1)
    month.write_bytes(line + b"{")
    last = read_last(tmp_path)
    assert last is not None
    assert last["n"] == 1
    assert month.read_bytes() == line


def test_records_after_the_head_s_are_no_fault_when_they_chain_on_and_the_log_goes_on(
    tmp_path: Path,
) -> None:
    """A process that is killed between a record and the head, or a lost rename, leaves this."""
    log = filled(tmp_path, 2)
    behind = (tmp_path / "head.json").read_bytes()
    for lines in (4, 6):
        for _ in range(2):
            log.write(AT, "user", "text", {})
        (tmp_path / "head.json").write_bytes(behind)
        assert log.verify() == VerificationReport(lines, 1, lines, ())
    log.write(AT, "user", "text", {})
    assert log.verify() == VerificationReport(7, 1, 7, ())


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'{"first": 1}', b"\xff", None])
def test_a_lost_head_is_made_anew_from_the_last_sealed_line_and_a_line_says_so(
    content: bytes | None, tmp_path: Path
) -> None:
    log = filled(tmp_path, 5)
    head = tmp_path / "head.json"
    head.unlink() if content is None else head.write_bytes(content)
    assert log.verify().faults == ("head.json is missing or damaged.",)
    log.write(AT + dt.timedelta(days=30), "u", "t", {})
    report = log.verify()
    assert (report.lines, report.faults) == (7, ())
    assert report.repairs == ("Line 6: head.json was lost; made anew from line 5.",)
    # Once made anew, it is as good as any.
    log.write(AT + dt.timedelta(days=30), "u", "t", {})
    assert len(log.verify().repairs) == 1


def test_a_head_that_cannot_be_read_now_is_not_made_anew(tmp_path: Path) -> None:
    log = filled(tmp_path, 2)
    head = tmp_path / "head.json"
    kept = head.read_bytes()
    head.unlink()
    head.mkdir()
    with pytest.raises(IsADirectoryError):
        log.write(AT, "u", "t", {})
    head.rmdir()
    head.write_bytes(kept)
    assert log.verify() == VerificationReport(2, 1, 2, ())


@pytest.mark.parametrize(
    "forged",
    [{"n": 9}, {"n": 2}, {"hash": "f" * 64}, {"first": 2}, {"first": 3}, {"n": 0}, {"first": 0},
     {"first": 7}],
    ids=str,
)  # fmt: skip
def test_a_forged_head_is_found_also_after_the_next_line(
    forged: dict[str, object], tmp_path: Path
) -> None:
    log = AuditLog(tmp_path)
    for number in range(5):
        log.write(AT, "u", f"text {number}", {})
    head = tmp_path / "head.json"
    head.write_text(json.dumps(json.loads(head.read_text("utf-8")) | forged), "utf-8")
    assert log.verify().faults
    log.write(AT, "u", "t", {})
    assert log.verify().faults
