"""The record that every update leaves, however it ends."""

from __future__ import annotations

import contextlib
import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.build.generation_builder import BuildReport
from indexer.build.update_recorder import recording
from knowledge.errors import IndexLockedError, ModelError
from knowledge.index.update_record import MAX_REASON_CHARS, UpdateRecord, read_update_record

AT = dt.datetime(2026, 11, 29, 3, tzinfo=dt.UTC)


def record_of(
    root: Path, error: BaseException | None = None, **found: tuple[str, ...]
) -> UpdateRecord:
    """What is recorded of an update that found this, or of one that ends by an error."""
    expected = pytest.raises(type(error)) if error else contextlib.nullcontext()
    with expected, recording(root, lambda: AT) as recorder:
        recorder.begin()
        running = read_update_record(root)
        assert running
        assert running.outcome == "running"
        if error:
            raise error
        recorder.finish(replace(BuildReport("gen-000001", changed=True), **found))
    record = read_update_record(root)
    assert record
    assert record.at == AT
    return record


def test_an_update_that_went_well_is_done_with_the_files_it_skipped(tmp_path: Path) -> None:
    assert record_of(tmp_path).outcome == "done"
    record = record_of(tmp_path, problems=("bad.md: is empty", "worse.md: is empty"))
    assert (record.outcome, record.problems, record.reason) == ("done", 2, "bad.md: is empty")


def test_a_folder_that_could_not_be_read_leaves_an_update_incomplete(tmp_path: Path) -> None:
    record = record_of(tmp_path, unread=("/mnt/share: is no folder now",))
    assert (record.outcome, record.reason) == ("incomplete", "/mnt/share: is no folder now")


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ModelError("No model.", fix="Install it."), "No model. Install it."),
        (KeyboardInterrupt(), "It was stopped."),
        (ZeroDivisionError("secret"), "An error that nobody expected (ZeroDivisionError)."),
    ],
)
def test_an_error_is_recorded_and_goes_on(
    tmp_path: Path, error: BaseException, reason: str
) -> None:
    record = record_of(tmp_path, error)
    assert record.outcome == "failed"
    assert record.reason.startswith(reason)


def test_a_reason_is_one_short_line_without_control_characters(tmp_path: Path) -> None:
    record = record_of(tmp_path, problems=("\x1b]0;pwned\x07\n" + "x" * 10_000,))
    assert len(record.reason) == MAX_REASON_CHARS
    assert record.reason.isprintable()


def test_an_update_that_finds_another_under_way_leaves_the_record_of_that_one(
    tmp_path: Path,
) -> None:
    with recording(tmp_path, lambda: AT) as other:
        other.begin()
        with pytest.raises(IndexLockedError), recording(tmp_path, lambda: AT):
            raise IndexLockedError(tmp_path)
        record = read_update_record(tmp_path)
        assert record
        assert record.outcome == "running"


def test_without_an_index_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), recording(tmp_path / "none"):
        raise KeyboardInterrupt
    assert not (tmp_path / "none").exists()
