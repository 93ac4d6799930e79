"""The README and its pages are true: commands run, links lead somewhere, settings exist."""

from __future__ import annotations

import datetime as dt
import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from bot import settings
from bot.__main__ import build_parser as build_bot_parser
from bot.__main__ import main as run_bot
from bot.payments import manual_rates
from bot.telegram.settings import SETTING_NAMES
from indexer.__main__ import main as run_indexer
from indexer.cli.parser import build_parser as build_indexer_parser
from tests.support.paths import ROOT
from tests.support.sanctions import CONSOLIDATED, fresh
from tests.support.standard_input import type_in

DOCS = ROOT / ".github" / "docs"
PAGES = {page.name: page for page in (ROOT / "README.md", *sorted(DOCS.glob("*.md")))}
PARSERS = {"tradewind": build_bot_parser, "tradewind-index": build_indexer_parser}
RUNNERS = {"tradewind": run_bot, "tradewind-index": run_indexer}
# Talks with Telegram for ever, or makes an index or a model: tests of their own run these.
ONLY_PARSED = {"telegram", "build", "update", "watch", "rollback", "gc", "model", "eval"}
# How CONTRIBUTING says where tests stand.
PATTERNS = {"bot/a/b.py", "tests/bot/a/test_b.py"}
# No match and a match (`screen`), and a question back, are results like others.
RESULTS = {0, 1}


class Shown(NamedTuple):
    """A command that a page shows: its words, and what is piped into it."""

    program: str
    arguments: list[str]
    typed: str

    @property
    def runs(self) -> bool:
        """False for what is only parsed."""
        makes_own_index = "--passages" in self.arguments
        return self.program != "make" and (self.arguments[0] not in ONLY_PARSED or makes_own_index)


def commands(page: Path) -> list[str]:
    """Every line of a page's shell blocks, comments cut off."""
    blocks = re.findall(r"```sh\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    lines = (re.sub(r"\s+#.*$", "", line).strip() for block in blocks for line in block.split("\n"))
    return [line for line in lines if line]


def parse(command: str) -> Shown:
    """A line as a command, without the settings before it.

    >>> parse("printf 'a\\\\n' | .venv/bin/tradewind ask -").typed
    'a\\n'
    """
    before, _, last = command.rpartition("|")
    words = shlex.split(last)
    while re.match(r"[A-Z_]+=", words[0]):
        words.pop(0)
    typed = shlex.split(before)[1].replace("\\n", "\n") if before else ""
    return Shown(Path(words[0]).name, words[1:], typed)


SHOWN = [(name, command) for name, page in PAGES.items() for command in commands(page)]


def test_the_readme_is_short_and_the_pages_show_commands() -> None:
    assert len(PAGES["README.md"].read_text("utf-8").splitlines()) <= 150
    assert len(commands(PAGES["README.md"])) >= 10
    assert len(SHOWN) > 45


@pytest.mark.parametrize(("page", "command"), SHOWN)
def test_every_command_of_a_page_parses(page: str, command: str) -> None:
    assert page
    shown = parse(command)
    if shown.program == "make":
        listed = subprocess.run(
            ["make", "--dry-run", shown.arguments[0], "Q=x"], cwd=ROOT, capture_output=True,
            check=False,
        )  # fmt: skip
        assert listed.returncode == 0, listed.stderr
        return
    parsed = PARSERS[shown.program]().parse_args(shown.arguments)
    assert parsed.command == shown.arguments[0]


@pytest.fixture
def reader(
    home: Path, bundled_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A folder as a reader of the pages has it: an index, lists that were fetched, passages."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "models").symlink_to(home / "models")
    for name, value in {
        "TRADEWIND_HOME": tmp_path / "home", "TRADEWIND_INDEX": bundled_index,
        "TRADEWIND_MARKET": "sample",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, str(value))
    monkeypatch.chdir(tmp_path)
    fresh(tmp_path)
    for file in CONSOLIDATED[1:]:
        shutil.copy(file, tmp_path)
    line = json.dumps({"id": "a", "text": "A berth in the harbour costs five euros."})
    (tmp_path / "passages.jsonl").write_text(line, "utf-8")
    (tmp_path / "queries.jsonl").write_text(line, "utf-8")
    return tmp_path


@pytest.mark.parametrize("name", PAGES)
def test_the_commands_of_a_page_run_one_after_the_other(
    name: str, reader: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in commands(PAGES[name]):
        shown = parse(command)
        if shown.runs:
            type_in(shown.typed, monkeypatch)
            code = RUNNERS[shown.program](shown.arguments)
            said = capsys.readouterr()
            assert code in RESULTS, (command, said.err)
            assert "Traceback" not in said.err
    text = "\n".join(commands(PAGES[name]))
    written = re.findall(r" --[a-z-]+ (\w+\.(?:pdf|png|json|jsonl))\b", text)
    assert all((reader / file).exists() for file in written)


def headings(page: Path) -> set[str]:
    """The anchors of a page."""
    found = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in found}


@pytest.mark.parametrize("name", PAGES)
def test_every_link_of_a_page_leads_to_a_file_and_a_heading(name: str) -> None:
    page = PAGES[name]
    text = page.read_text("utf-8")
    links = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'src="([^"]+)"', text)
    for link in links:
        if not link.startswith("http"):
            path, _, anchor = link.partition("#")
            target = page.parent / path if path else page
            assert target.exists(), link
            assert not anchor or anchor in headings(target), link


def test_every_page_is_reached_from_the_readme() -> None:
    text = PAGES["README.md"].read_text("utf-8")
    assert all(f".github/docs/{name}" in text for name in PAGES if name != "README.md")


def test_every_setting_of_the_page_exists_and_none_is_left_out() -> None:
    shown = set(re.findall(r"`((?:TRADEWIND|TELEGRAM)_[A-Z_]+)`", PAGES["settings.md"].read_text()))
    known = {f"TRADEWIND_{name.upper()}" for name in settings.Settings.model_fields}
    assert shown == known | SETTING_NAMES


@pytest.mark.parametrize("name", PAGES)
def test_every_setting_that_a_page_names_exists(name: str) -> None:
    known = {f"TRADEWIND_{field.upper()}" for field in settings.Settings.model_fields}
    text = PAGES[name].read_text("utf-8")
    assert set(re.findall(r"(?:TRADEWIND|TELEGRAM)_[A-Z][A-Z_]*[A-Z]", text)) <= (
        known | SETTING_NAMES
    )


def test_the_rates_by_hand_of_the_page_are_read(tmp_path: Path) -> None:
    text = PAGES["prices-and-estimates.md"].read_text("utf-8")
    (block,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    (tmp_path / "quotes.toml").write_text(block, "utf-8")
    at = dt.datetime(2026, 11, 20, 10, 1, tzinfo=dt.UTC)
    assert len(manual_rates.read_rates(tmp_path / "quotes.toml", at)) == 1


def test_every_file_that_contributing_names_is_there() -> None:
    text = (ROOT / ".github" / "CONTRIBUTING.md").read_text("utf-8")
    named = re.findall(r"`((?:bot|knowledge|indexer|tests)/[\w/.]*)`", text)
    missing = {path for path in named if not (ROOT / path).exists()} - PATTERNS
    assert not missing
    links = re.findall(r"\]\(([^)\s]+)\)", text)
    assert all((ROOT / ".github" / link).exists() for link in links)
