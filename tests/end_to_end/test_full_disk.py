"""Whole programs where nothing can be written: they answer, or end with one clear line."""

from __future__ import annotations

import datetime as dt
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.audit.log import AuditLog
from tests.support.paths import ROOT

AT = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
QUESTION = "Can a Russian company pay a foreign supplier in bitcoin?"
NOTICE = "could not be written to the audit log"


@pytest.fixture
def own_home(home: Path, tmp_path: Path) -> Path:
    """A home with the shared model, and nothing that was written yet."""
    own = tmp_path / "home"
    own.mkdir()
    (own / "models").symlink_to(home / "models")
    return own


def fill_disk() -> None:
    """Let no file grow: each write is refused, as on a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def start(
    home: Path, index: Path, *arguments: str, full: bool, **more: str
) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if "TRADEWIND" not in key}
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments], cwd=ROOT, capture_output=True, text=True,
        check=False, preexec_fn=fill_disk if full else None, timeout=120,
        env=kept | {"TRADEWIND_HOME": str(home), "TRADEWIND_INDEX": str(index)} | more,
    )  # fmt: skip


@pytest.mark.parametrize("question", [QUESTION, "Можно ли оплатить счёт биткоином?"])
def test_a_question_is_answered_on_a_full_disk_and_the_answer_says_that_it_is_not_logged(
    question: str, own_home: Path, bundled_index: Path
) -> None:
    done = start(own_home, bundled_index, "ask", question, "--lang", "en", full=True)
    assert done.returncode == 0
    assert "Sources:" in done.stdout
    assert NOTICE in done.stdout
    assert "Traceback" not in done.stderr
    assert "Logging error" not in done.stderr
    assert len(done.stderr.splitlines()) <= 1
    # With room again the next answer is the first line.
    again = start(own_home, bundled_index, "ask", question, "--lang", "en", full=False)
    assert NOTICE not in again.stdout
    report = AuditLog(own_home / "audit").verify()
    assert (report.lines, report.faults, report.repairs) == (1, (), ())


def test_a_home_where_nothing_can_be_put_costs_the_log_and_not_the_answer(
    own_home: Path, bundled_index: Path
) -> None:
    """What belongs to another user, or is read-only, refuses as these places do."""
    (own_home / "audit").touch()
    (own_home / "tradewind.log").mkdir()
    (own_home / "history").mkdir()
    done = start(own_home, bundled_index, "ask", QUESTION, full=False)
    assert done.returncode == 0
    assert NOTICE in done.stdout
    assert done.stderr.splitlines() == [
        f"tradewind: the log {own_home / 'tradewind.log'} is not written (Is a directory)."
    ]


def test_files_that_are_asked_for_are_refused_in_a_line(
    own_home: Path, bundled_index: Path, tmp_path: Path
) -> None:
    AuditLog(own_home / "audit").write(AT, "42", "text", {})
    shutil.copy(own_home / "audit" / "head.json", tmp_path)
    for arguments in (
        ["audit", "export", "--to", str(tmp_path / "log.jsonl")],
        ["corridor", "DE", "TR", "--market", "sample", "--pdf", str(tmp_path / "brief.pdf")],
        ["estimate", "2500 EUR from Germany to Dubai", "--market", "sample",
         "--save-snapshot", str(tmp_path / "figures.json")],
    ):  # fmt: skip
        done = start(own_home, bundled_index, *arguments, full=True)
        assert done.returncode == 2, arguments
        assert "cannot be written" in done.stderr
        assert "Traceback" not in done.stderr
    assert (own_home / "audit" / "head.json").read_bytes() == (tmp_path / "head.json").read_bytes()


def test_the_telegram_bot_without_room_for_its_database_ends_with_what_to_do(
    own_home: Path, bundled_index: Path
) -> None:
    token = "7000000001:" + "a" * 35
    done = start(
        own_home, bundled_index, "telegram", full=True, TELEGRAM_BOT_TOKEN=token,
        TELEGRAM_API_BASE_URL="http://127.0.0.1:9/bot",
    )  # fmt: skip
    assert done.returncode == 2
    assert "telegram.sqlite cannot be opened" in done.stderr
    assert "Free some disk space" in done.stderr
    assert "Traceback" not in done.stderr
    assert token not in done.stderr
