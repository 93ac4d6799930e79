"""The checks behind the doctor, each on something that is broken."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bot import settings
from bot.audit.log import AuditLog
from bot.cli.health_checks import HealthFinding, run_checks
from knowledge.index.update_record import UpdateRecord, write_update_record


def findings(root: Path) -> dict[str, HealthFinding]:
    return {
        finding.name: finding for finding in run_checks(settings.load_settings(root / "no index"))
    }


def test_a_name_that_is_no_setting_is_a_fault(
    empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert findings(empty_home)["settings"].ok
    monkeypatch.setenv("TRADEWIND_MARKT", "live")
    finding = findings(empty_home)["settings"]
    assert (finding.ok, finding.says) == (False, "unknown: TRADEWIND_MARKT")


def test_without_an_index_every_check_of_it_fails_and_the_others_go_on(empty_home: Path) -> None:
    found = findings(empty_home)
    failed = {name for name, finding in found.items() if not finding.ok}
    assert failed == {"index", "model", "answers", "languages"}
    assert all("tradewind-index build" in found[name].fix for name in failed)
    assert found["market"].says.startswith("BTC is ")


@pytest.mark.parametrize(
    ("outcome", "ok", "says"),
    [
        ("failed", False, r"failed at 2026-11-29 03:00 UTC: No space is left.\u001b[2J"),
        ("incomplete", False, "kept its old documents: No space is left."),
        ("running", False, "the update that began at 2026-11-29 03:00 UTC did not end"),
        ("done", True, "done at 2026-11-29 03:00 UTC, 3 files skipped"),
    ],
)
def test_the_last_update_is_named_with_its_time_and_reason(
    empty_home: Path, outcome: str, ok: bool, says: str
) -> None:
    root = empty_home / "no index"
    root.mkdir()
    at = dt.datetime(2026, 11, 29, 3, tzinfo=dt.UTC)
    record = {"at": at, "outcome": outcome, "problems": 3, "reason": "No space is left.\x1b[2J"}
    write_update_record(root, UpdateRecord.model_validate(record))
    finding = findings(empty_home)["last update"]
    assert finding.ok == ok
    assert says in finding.says
    assert ("tradewind-index update" in finding.fix) != ok


def test_rates_by_hand_that_cannot_be_read_are_a_fault(empty_home: Path) -> None:
    (empty_home / "quotes.toml").write_text("[[quote]\n", "utf-8")
    finding = findings(empty_home)["rates by hand"]
    assert not finding.ok
    assert "quotes.toml" in finding.says


def test_to_keep_no_list_is_a_choice_and_says_that_nothing_is_checked(empty_home: Path) -> None:
    finding = findings(empty_home)["sanctions lists"]
    assert (finding.ok, finding.says) == (True, "none kept: nothing is checked")
    assert "lists update" in finding.fix


def test_a_log_that_was_changed_is_a_fault_and_one_that_is_off_is_not_read(
    empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (empty_home / "audit").mkdir()
    (empty_home / "audit" / "2026-11.jsonl").write_text("not a record\n", "utf-8")
    finding = findings(empty_home)["audit log"]
    assert (finding.ok, finding.fix) == (False, "Run: tradewind audit verify")
    monkeypatch.setenv("TRADEWIND_AUDIT", "off")
    assert findings(empty_home)["audit log"].says == "switched off"


def test_a_market_that_is_off_is_no_fault(
    empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRADEWIND_MARKET", "off")
    finding = findings(empty_home)["market"]
    assert (finding.ok, finding.says) == (True, "switched off")


def test_an_audit_key_that_is_none_or_cannot_be_read_is_a_fault(empty_home: Path) -> None:
    AuditLog(empty_home / "audit").write(dt.datetime.now(dt.UTC), "42", "text", {})
    key = empty_home / "audit" / "key"
    key.write_bytes(b"short")
    assert "has 5 bytes" in findings(empty_home)["audit log"].says
    key.unlink()
    key.mkdir()
    assert "key cannot be read" in findings(empty_home)["audit log"].says


def test_a_log_that_cannot_be_read_is_a_fault_and_the_other_checks_go_on(
    empty_home: Path,
) -> None:
    (empty_home / "audit" / "2026-11.jsonl").mkdir(parents=True)
    found = findings(empty_home)
    assert not found["audit log"].ok
    assert "cannot be read" in found["audit log"].says
    assert "disk" in found


def test_the_file_of_settings_that_was_read_is_named_and_so_is_one_that_is_not(
    empty_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert findings(empty_home)["settings"].says == "read without complaint from the environment"
    (empty_home / ".env").write_text("TRADEWIND_THREADS=1\n", "utf-8")
    assert str(empty_home / ".env") in findings(empty_home)["settings"].says
    (tmp_path / ".env").write_text("TRADEWIND_THREADS=1\n", "utf-8")
    finding = findings(empty_home)["settings"]
    assert finding.ok
    assert "in this folder is not read" in finding.says
    monkeypatch.chdir(empty_home)
    assert "is not read" not in findings(empty_home)["settings"].says
