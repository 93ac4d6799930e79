"""The README is true: its commands exist, parse, and the quick ones run."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from bot import settings
from bot.__main__ import build_parser as ask_parser
from bot.telegram.settings import SETTING_NAMES
from indexer.cli.parser import build_parser as index_parser
from tests.support.paths import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def commands() -> list[str]:
    """Every line of the README's shell blocks, comments cut off."""
    blocks = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    lines = (re.sub(r"\s+#.*$", "", line).strip() for block in blocks for line in block.split("\n"))
    return [line for line in lines if line]


def parts(command: str) -> list[str]:
    """The last command of a pipe, without settings before it."""
    words = shlex.split(command.split("|")[-1])
    while words and re.match(r"[A-Z_]+=", words[0]):
        words.pop(0)
    return words


def test_the_readme_shows_commands() -> None:
    assert len(commands()) > 15


@pytest.mark.parametrize("command", commands())
def test_every_command_of_the_readme_parses(command: str) -> None:
    program, *arguments = parts(command)
    if program == "make":
        listed = subprocess.run(
            ["make", "--dry-run", arguments[0], "Q=x"], cwd=ROOT, capture_output=True, check=False
        )
        assert listed.returncode == 0, listed.stderr
        return
    parser = {"tradewind": ask_parser, "tradewind-index": index_parser}[Path(program).name]()
    assert parser.parse_args(arguments).command == arguments[0]


def test_every_setting_in_the_readme_exists_and_none_is_left_out() -> None:
    shown = set(re.findall(r"`((?:TRADEWIND|TELEGRAM)_[A-Z_]+)`", README))
    known = {f"TRADEWIND_{name.upper()}" for name in settings.Settings.model_fields}
    assert shown == known | SETTING_NAMES


@pytest.mark.parametrize("module", ["bot", "indexer"])
def test_help_lists_every_command(module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", module, "--help"], cwd=ROOT, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0
    names = {"bot": ("chat", "ask", "doctor"), "indexer": ("build", "search", "rollback")}[module]
    assert all(name in done.stdout for name in names)
