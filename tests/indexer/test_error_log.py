"""Tests for the log of errors that nobody expected."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from indexer.error_log import FILE, MAX_LOG_BYTES, log_exception


def failure() -> Exception:
    try:
        raise ValueError("odd")
    except ValueError as error:
        return error


def test_an_error_is_kept_with_its_trace_under_the_reference_that_is_shown(tmp_path: Path) -> None:
    home = tmp_path / "new" / "home"
    said = log_exception(home, failure())
    reference = said.split()[1]
    text = (home / FILE).read_text("utf-8")
    assert f"error {reference}\nTraceback" in text
    assert "ValueError: odd" in text
    assert stat.S_IMODE((home / FILE).stat().st_mode) == 0o600


def test_a_log_that_has_become_large_is_kept_once(tmp_path: Path) -> None:
    for _ in range(2):
        (tmp_path / FILE).write_bytes(b"x" * (MAX_LOG_BYTES + 1))
        log_exception(tmp_path, failure())
        assert (tmp_path / FILE).stat().st_size < 10_000
    assert sorted(path.name for path in tmp_path.iterdir()) == [FILE, f"{FILE}.1"]


def test_a_log_that_cannot_be_written_costs_no_second_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "cannot be written" in log_exception(tmp_path / "file" / "home", failure())
    (tmp_path / "elsewhere").touch()
    (tmp_path / FILE).symlink_to("elsewhere")
    assert "ValueError; " in log_exception(tmp_path, failure())
    (tmp_path / FILE).unlink()
    os.mkfifo(tmp_path / FILE)
    assert "cannot be written" in log_exception(tmp_path, failure())
    assert not (tmp_path / "elsewhere").read_bytes()
