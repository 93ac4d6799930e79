"""The record of the last update, as those read it who serve the index."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from knowledge.index.update_record import (
    FILE,
    MAX_REASON_CHARS,
    MAX_UPDATE_S,
    UpdateRecord,
    describe_trouble,
    read_update_record,
    write_update_record,
)

AT = dt.datetime(2026, 11, 29, 3, tzinfo=dt.UTC)


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    record = UpdateRecord(at=AT, outcome="failed", problems=3, reason="\0" * MAX_REASON_CHARS)
    write_update_record(tmp_path, record)
    assert read_update_record(tmp_path) == record


@pytest.mark.parametrize(
    "content",
    [
        b"", b"null", b"{}", b"[" * 100_000, b"\xff\xfe",
        b'{"at":"2026-11-29T03:00:00Z","outcome":"splendid"}',
        b'{"at":"2026-11-29T03:00:00Z","outcome":"done","reason":"' + b"x" * 100_000 + b'"}',
    ],
)  # fmt: skip
def test_what_is_no_record_counts_as_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    assert read_update_record(tmp_path) is None


def test_a_place_that_takes_no_record_is_no_error(tmp_path: Path) -> None:
    write_update_record(tmp_path / "none", UpdateRecord(at=AT, outcome="done"))
    (tmp_path / FILE).mkdir()
    write_update_record(tmp_path, UpdateRecord(at=AT, outcome="done"))
    assert read_update_record(tmp_path) is None


@pytest.mark.parametrize(
    ("outcome", "after_s", "trouble"),
    [
        ("done", 10**7, ""),
        ("running", MAX_UPDATE_S, ""),
        ("running", MAX_UPDATE_S + 1, "the update that began at 2026-11-29 03:00 UTC did not end"),
        ("failed", 0, "the last update failed at 2026-11-29 03:00 UTC"),
        ("incomplete", 0, "could not read a folder"),
    ],
)
def test_trouble_is_said_in_words_and_names_no_file(
    outcome: str, after_s: int, trouble: str
) -> None:
    record = UpdateRecord.model_validate({"at": AT, "outcome": outcome, "reason": "/home/anna"})
    said = describe_trouble(record, AT + dt.timedelta(seconds=after_s))
    assert trouble in said
    assert bool(trouble) == bool(said)
    assert "anna" not in said


def test_an_index_without_a_record_is_in_no_trouble() -> None:
    assert describe_trouble(None, AT) == ""
