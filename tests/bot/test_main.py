"""The command line: every command, exit codes, what loading it costs."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import pytest

from bot.__main__ import COMMANDS, build_parser, main
from bot.cli.options import Commands
from bot.settings import Settings
from tests.support.paths import ROOT


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert all(f"\n    {name} " in shown for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_takes_the_index_before_and_after_its_name(name: str) -> None:
    needed = {"price": ["BTC"], "corridor": ["DE", "TR"], "screen": ["x"], "audit": ["verify"]}
    rest = needed.get(name, [])
    parser = build_parser()
    assert parser.parse_args(["--index", "a", name, *rest]).index == Path("a")
    assert parser.parse_args([name, *rest, "--index", "b"]).index == Path("b")
    assert parser.parse_args([name, *rest]).index is None


def test_building_the_command_line_loads_nothing_that_a_command_needs() -> None:
    code = (
        "import sys; from bot.__main__ import build_parser; build_parser();"
        "print({'pydantic', 'numpy', 'ctypes', 'bot.app', 'bot.settings', 'bot.assistant'}"
        " & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"


def test_without_an_index_the_error_says_what_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRADEWIND_HOME", str(tmp_path))
    assert main(["ask", "Can I?", "--index", str(tmp_path / "none")]) == 5
    assert capsys.readouterr().err == (
        f"tradewind: There is no index in {tmp_path / 'none'}. Run: tradewind-index build\n"
    )


def test_a_wrong_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRADEWIND_THREADS", "many")
    assert main(["ask", "Can I?"]) == 2
    assert "TRADEWIND_THREADS" in capsys.readouterr().err


class Failing:
    """A command that fails in a way that nobody expected."""

    def add_parser(self, commands: Commands) -> None:
        """Never called: the command line is the real one."""

    def run(self, settings: Settings, arguments: argparse.Namespace) -> int:
        """Fail."""
        raise IsADirectoryError


def test_an_unexpected_error_is_a_line_with_a_reference_that_the_log_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRADEWIND_HOME", str(tmp_path))
    assert main(["audit", "show"], {"audit": Failing()}) == 70
    shown = capsys.readouterr().err
    reference = shown.split("reference ")[1].split()[0]
    assert "Traceback" not in shown
    logged = (tmp_path / "tradewind.log").read_text("utf-8")
    assert reference in logged
    assert "IsADirectoryError" in logged
