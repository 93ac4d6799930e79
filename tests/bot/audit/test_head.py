"""The head of the audit log: read, replaced, moved on, made anew."""

from __future__ import annotations

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
