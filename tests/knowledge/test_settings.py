"""Settings that bot and indexer share."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import Settings, load_settings
from indexer.cli.context import CommandContext
from indexer.cli.parser import parse_arguments
from knowledge.errors import ConfigError
from knowledge.settings import (
    BUNDLED_NOTES,
    SharedSettings,
    default_home,
    names_in_environment,
    read_settings,
)
from tests.support.paths import ROOT


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, and no setting in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in names_in_environment():
        monkeypatch.delenv(name)
    return tmp_path


def write_env(folder: Path, **values: object) -> None:
    lines = [f"TRADEWIND_{name.upper()}={value}" for name, value in values.items()]
    (folder / ".env").write_text("\n".join(lines), "utf-8")


def indexer_root(*argv: str) -> Path:
    return CommandContext(parse_arguments(["stats", *argv])).root


@pytest.mark.parametrize(
    ("settings", "root"), [({"home": "/a/b"}, "/a/b/index"), ({"index": "/c"}, "/c")]
)
def test_the_index_that_the_indexer_works_on_is_the_one_that_the_bot_opens(
    folder: Path, settings: dict[str, str], root: str
) -> None:
    write_env(folder, **settings)
    assert indexer_root() == load_settings().index_root == Path(root)


def test_the_environment_wins_over_the_file_and_the_command_line_over_both(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_env(folder, home="/file")
    monkeypatch.setenv("TRADEWIND_HOME", "/environment")
    assert indexer_root() == load_settings().index_root == Path("/environment/index")
    assert indexer_root("--index", "/given") == load_settings(Path("/given")).index_root
    assert indexer_root("--index", "/given") == Path("/given")


def test_a_process_of_the_indexer_reads_the_file_in_its_folder(folder: Path) -> None:
    write_env(folder, home=folder / "elsewhere")
    done = subprocess.run(
        [sys.executable, "-m", "indexer", "stats"],
        cwd=folder, capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert str(folder / "elsewhere" / "index") in done.stderr


def test_an_empty_variable_is_as_good_as_none(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRADEWIND_HOME", "")
    monkeypatch.setenv("TRADEWIND_INDEX", "")
    assert indexer_root() == load_settings().index_root == default_home() / "index"


def test_the_user_s_folders_come_after_the_bundled_notes(folder: Path) -> None:
    write_env(folder, sources=os.pathsep.join(["/one", "~/two", ""]))
    folders = read_settings(SharedSettings).source_folders
    assert folders == [BUNDLED_NOTES, Path("/one"), Path.home() / "two"]
    assert (BUNDLED_NOTES / "regulations").is_dir()


@pytest.mark.parametrize("model", [SharedSettings, Settings])
def test_a_bad_value_is_named_in_a_sentence(folder: Path, model: type[SharedSettings]) -> None:
    write_env(folder, threads="many")
    with pytest.raises(ConfigError, match="TRADEWIND_THREADS: Input should be"):
        read_settings(model)


def test_home_follows_the_custom_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert default_home() == Path("/data/tradewind")
    monkeypatch.delenv("XDG_DATA_HOME")
    assert default_home() == Path.home() / ".local" / "share" / "tradewind"
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", "/local")
    assert default_home() == Path("/local/tradewind")
    monkeypatch.setattr(sys, "platform", "darwin")
    assert default_home().parts[-3:] == ("Library", "Application Support", "tradewind")
