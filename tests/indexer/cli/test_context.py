"""What the commands take from arguments and settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.build.model_source import DEFAULT_MODEL
from indexer.cli.context import CommandContext, check_folders
from indexer.cli.parser import parse_arguments
from knowledge.errors import ConfigError
from knowledge.settings import BUNDLED_NOTES


def context(*argv: str) -> CommandContext:
    return CommandContext(parse_arguments(argv))


def test_the_folders_named_replace_those_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRADEWIND_SOURCES", "/own")
    assert context("build").source_folders == [BUNDLED_NOTES, Path("/own")]
    assert context("build", "--sources", "x").source_folders == [Path("x")]


def test_the_model_is_the_one_named_else_the_setting_else_the_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("TRADEWIND_MODEL", raising=False)
    assert context("model").model == DEFAULT_MODEL
    monkeypatch.setenv("TRADEWIND_MODEL", "mine")
    assert context("model").model == "mine"
    assert context("model", "--model", "other").model == "other"


@pytest.mark.parametrize(
    ("option", "printed"), [([], "well\n"), (["--json"], '{"ok": "да"}\n'), (["--quiet"], "")]
)
def test_a_result_is_printed_once_in_the_form_asked_for(
    option: list[str], printed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    context("stats", *option).report({"ok": "да"}, "well")
    assert capsys.readouterr().out == printed


def test_the_first_source_that_is_no_folder_is_named(tmp_path: Path) -> None:
    check_folders([tmp_path])
    with pytest.raises(ConfigError, match="nowhere is no folder"):
        check_folders([tmp_path, tmp_path / "nowhere"])
