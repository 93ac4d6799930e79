"""``tradewind audit`` as a script calls it: output, files, exit codes."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.audit.log import AuditLog
from tests.support.sanctions import UNLISTED


def test_the_log_is_shown_exported_and_verified(
    command_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["screen", UNLISTED])
    main(["corridor", "DE", "TR"])
    capsys.readouterr()
    assert main(["audit", "verify"]) == 0
    assert "2 lines (1 to 2)" in capsys.readouterr().out
    assert main(["audit", "show", "--last", "1"]) == 0
    assert "corridor=DE-TR" in capsys.readouterr().out
    assert main(["audit", "export", "--to", str(tmp_path / "log.jsonl")]) == 0
    exported = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert [line["n"] for line in exported] == [1, 2]
    assert UNLISTED not in (tmp_path / "log.jsonl").read_text()


def test_an_export_that_leaves_lines_out_says_so_and_fails(
    command_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["screen", UNLISTED])
    (file,) = (command_home / "audit").glob("2*.jsonl")
    file.write_bytes(b"not a line\n" + file.read_bytes())
    to = tmp_path / "log.jsonl"
    assert main(["audit", "export", "--to", str(to)]) == 7
    assert "1 lines of the log cannot be read" in capsys.readouterr().err
    assert len(to.read_text().splitlines()) == 1
    assert to.stat().st_mode & 0o077 == 0
    assert main(["audit", "show"]) == 7


@pytest.mark.parametrize("action", ["verify", "show", "export"])
def test_a_folder_in_the_place_of_a_month_is_named(
    command_home: Path, capsys: pytest.CaptureFixture[str], action: str
) -> None:
    main(["screen", UNLISTED])
    (command_home / "audit" / "2020-01.jsonl").mkdir()
    capsys.readouterr()
    assert main(["audit", action]) == 7
    assert "2020-01.jsonl cannot be read" in capsys.readouterr().err


def test_an_emptied_log_is_found(command_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["screen", UNLISTED])
    (file,) = (command_home / "audit").glob("2*.jsonl")
    file.write_bytes(b"")
    assert main(["audit", "verify"]) == 7
    assert "empty" in capsys.readouterr().err


def test_a_changed_byte_in_the_log_is_found(
    command_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["screen", UNLISTED])
    main(["screen", UNLISTED])
    (file,) = (command_home / "audit").glob("2*.jsonl")
    content = bytearray(file.read_bytes())
    at = content.index(b"not_checked")
    content[at] ^= 1
    file.write_bytes(content)
    assert main(["audit", "verify"]) == 7
    assert "line 1 was changed" in capsys.readouterr().err


def test_no_log_is_kept_when_it_is_switched_off(
    command_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRADEWIND_AUDIT", "off")
    main(["screen", UNLISTED])
    assert not (command_home / "audit").exists()


AT = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)


def test_a_repair_of_the_log_is_shown_and_is_no_fault(
    empty_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = AuditLog(empty_home / "audit")
    log.write(AT, "42", "text", {})
    (empty_home / "audit" / "head.json").write_bytes(b"")
    assert main(["audit", "verify"]) == 7
    log.write(AT, "42", "text", {})
    capsys.readouterr()
    assert main(["audit", "verify"]) == 0
    assert "Line 2: head.json was lost; made anew from line 1." in capsys.readouterr().out
    assert main(["audit", "verify", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["repairs"]


def test_a_key_that_is_none_is_found(empty_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    AuditLog(empty_home / "audit").write(AT, "42", "text", {})
    (empty_home / "audit" / "key").write_bytes(b"")
    assert main(["audit", "verify"]) == 7
    assert "has 0 bytes, not 32" in capsys.readouterr().err


def test_an_export_is_its_owner_s_alone_also_over_a_file_that_others_could_read(
    empty_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    AuditLog(empty_home / "audit").write(AT, "42", "text", {})
    to = tmp_path / "log.jsonl"
    to.write_text("old", "utf-8")
    to.chmod(0o644)
    assert main(["audit", "export", "--to", str(to)]) == 0
    assert to.stat().st_mode & 0o777 == 0o600
    assert len(to.read_text("utf-8").splitlines()) == 1
    assert main(["audit", "export", "--to", str(tmp_path)]) == 2
    assert "cannot be written" in capsys.readouterr().err
