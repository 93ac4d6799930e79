"""The record of cited pages beside the index."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from knowledge.index.source_record import (
    FILE,
    PageState,
    SourceRecord,
    read_source_record,
    write_source_record,
)

URL = "https://law.example/1"
MARCH, APRIL, MAY = (dt.date(2026, month, 1) for month in (3, 4, 5))


def record(**days: dt.date) -> SourceRecord:
    return SourceRecord(pages={URL: PageState(checked_on=MAY, **days)})  # type: ignore[arg-type]


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    written = record(changed_on=APRIL)
    write_source_record(tmp_path, written)
    assert read_source_record(tmp_path) == written
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", [b"", b"{", b'{"pages": {"a": 1}}', b"\xff\x00", b"[]"])
def test_a_record_that_cannot_be_read_is_an_empty_one(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    assert read_source_record(tmp_path) == read_source_record(tmp_path / "no") == SourceRecord()


def test_only_what_changed_or_went_after_a_note_s_date_counts(tmp_path: Path) -> None:
    assert record(changed_on=APRIL).changed_since(URL, MARCH) == APRIL
    assert record(changed_on=APRIL).changed_since(URL, APRIL) is None
    assert record(changed_on=MAY, gone_on=APRIL).changed_since(URL, MARCH) == APRIL
    assert record().changed_since(URL, MARCH) is None
    assert record(changed_on=APRIL).changed_since("https://other.example", MARCH) is None
