"""Every command of the parser is run by a function."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.__main__ import main
from indexer.cli.commands import _COMMANDS
from indexer.cli.parser import build_parser
from tests.support.notes import note


def test_the_parser_and_the_table_have_the_same_commands() -> None:
    parser = build_parser()
    (choices,) = (a.choices for a in parser._actions if a.dest == "command")
    assert set(choices) == set(_COMMANDS)  # type: ignore[arg-type]


def test_lint_checks_the_folder_that_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.md").write_text(note("a", "Short.[^1]"), "utf-8")
    assert main(["lint", "--sources", str(tmp_path), "--json"]) == 3
    assert "has 1 words" in json.loads(capsys.readouterr().out)[0]["problem"]
