"""Exit codes, and errors as one line."""

from __future__ import annotations

import argparse
import errno
from pathlib import Path

import pytest

from indexer.__main__ import main
from indexer.error_log import FILE


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (["stats"], 5),
        (["gc", "--keep", "0"], 2),
        (["model", "--model", "/nowhere/model"], 4),
        (["lists", "verify"], 0),
    ],
)
def test_each_kind_of_failure_has_a_code_of_its_own(
    argv: list[str],
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("TRADEWIND_HOME", str(tmp_path))
    assert main([*argv, "--index", str(tmp_path / "index")]) == code
    lines = capsys.readouterr().err.splitlines()
    assert not code or lines[0].startswith("tradewind-index: ")


def test_a_bad_setting_is_named_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRADEWIND_HOME", str(tmp_path))
    (tmp_path / ".env").write_text("TRADEWIND_THREADS=many\n", "utf-8")
    monkeypatch.delenv("TRADEWIND_THREADS", raising=False)
    assert main(["stats"]) == 2
    assert "TRADEWIND_THREADS: Input should be" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (RuntimeError("odd"), "Something went wrong on our side"),
        (OSError(errno.ENOSPC, "No space left on device"), "no space left on device"),
        (MemoryError(), "The memory does not suffice"),
        (RecursionError("deep"), "Something went wrong on our side"),
    ],
)
def test_an_error_that_nobody_expected_is_one_line_and_a_trace_in_the_log(
    error: Exception,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("TRADEWIND_HOME", str(tmp_path))

    def run(_: argparse.Namespace) -> int:
        raise error

    assert main(["stats"], run) == 70
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line
    assert "the index is as it was" in line
    assert "Traceback" in (tmp_path / FILE).read_text("utf-8")
