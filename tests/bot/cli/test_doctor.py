"""``tradewind doctor`` as a person and as a script reads it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.__main__ import main


@pytest.mark.usefixtures("command_home")
def test_doctor_finds_all_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    shown = capsys.readouterr().out
    assert all(line.startswith(("ok  ", "     ")) for line in shown.splitlines())


@pytest.mark.usefixtures("empty_home")
def test_doctor_names_what_is_not_well_and_how_to_fix_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor", "--json", "--index", str(tmp_path / "none")]) == 1
    findings = {finding["name"]: finding for finding in json.loads(capsys.readouterr().out)}
    assert list(findings["index"]) == ["name", "ok", "says", "mend"]
    assert not findings["index"]["ok"]
    assert "tradewind-index build" in findings["index"]["mend"]
    assert main(["doctor", "--index", str(tmp_path / "none")]) == 1
    assert "FAIL index: There is no index" in capsys.readouterr().out
