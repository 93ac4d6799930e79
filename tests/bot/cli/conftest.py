"""A home for commands: the shared model and index, an audit log and sanctions lists of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.__main__ import main as index_notes
from tests.support.sanctions import fresh


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home that commands use, without an index; figures are the sample's."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("TRADEWIND_HOME", str(home))
    monkeypatch.setenv("TRADEWIND_MARKET", "sample")
    return home


@pytest.fixture
def command_home(
    home: Path, bundled_index: Path, empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """The home that commands use, with the index of the bundled notes and its model."""
    (empty_home / "models").symlink_to(home / "models")
    monkeypatch.setenv("TRADEWIND_INDEX", str(bundled_index))
    return empty_home


@pytest.fixture
def lists(command_home: Path, tmp_path: Path) -> None:
    """The sample sanctions lists, fetched today."""
    named = [f"{name}={file}" for name, file in fresh(tmp_path).items()]
    assert index_notes(["lists", "update", "--quiet", *named]) == 0
    assert (command_home / "lists").is_dir()
