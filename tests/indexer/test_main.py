"""Exit codes, and errors as one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.__main__ import main


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
