"""The files of the audit log: lines appended for good, taken back, and read."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.audit.chain import encode_record
from bot.audit.storage import (
    append_line,
    find_months,
    measure_file,
    read_lines,
    take_back,
)

LINE, _ = encode_record({"n": 1, "at": "", "before": ""})


def test_months_come_in_order_and_nothing_else_is_one(tmp_path: Path) -> None:
    for name in ("2026-12.jsonl", "2026-02.jsonl", "key", "head.json", "2026-02.jsonl.old"):
        (tmp_path / name).touch()
    assert [file.name for file in find_months(tmp_path)] == ["2026-02.jsonl", "2026-12.jsonl"]
    assert find_months(tmp_path / "none") == []


def test_a_line_goes_behind_those_that_stand_there(tmp_path: Path) -> None:
    file = tmp_path / "2026-02.jsonl"
    taken: list[str] = []
    append_line(file, LINE, taken.append)
    assert taken == ["open the month", "write the line", "sync the line", "sync the folder"]
    append_line(file, LINE)
    assert file.read_bytes() == LINE * 2
    assert file.stat().st_mode & 0o077 == 0


def test_a_line_is_taken_back_and_so_is_a_file_that_it_made(tmp_path: Path) -> None:
    file = tmp_path / "2026-02.jsonl"
    assert measure_file(file) is None
    append_line(file, LINE)
    size = measure_file(file)
    append_line(file, b"{torn")
    assert take_back(file, size, LINE)
    assert file.read_bytes() == LINE
    assert take_back(file, None, LINE)
    assert not file.exists()
    assert take_back(file, None, LINE)


@pytest.mark.parametrize(("content", "is_gone"), [(LINE, False), (LINE[:-3], True), (b"", True)])
def test_where_the_file_cannot_be_changed_what_stands_there_counts(
    content: bytes, is_gone: bool, tmp_path: Path
) -> None:
    file = tmp_path / "2026-02.jsonl"
    file.write_bytes(content)
    # No file can be made so short: the system refuses, as it does on a disk that is read-only now.
    assert take_back(file, -1, LINE) == is_gone
    assert file.read_bytes() == content


def test_lines_are_read_with_their_places_and_missing_months_have_none(tmp_path: Path) -> None:
    file = tmp_path / "2026-02.jsonl"
    file.write_bytes(LINE + b"none\n{")
    found = list(read_lines(file, tmp_path / "2026-03.jsonl"))
    assert [line.place for line in found] == [f"2026-02.jsonl:{number}" for number in (1, 2, 3)]
    assert [line.record is not None for line in found] == [True, False, False]
    assert [line.is_torn for line in found] == [False, False, True]
