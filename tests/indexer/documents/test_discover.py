"""The files of a folder: all that are meant, in order, and none from elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.documents.discover import discover
from knowledge.errors import ConfigError


def test_files_are_found_in_order_and_links_out_of_the_folder_are_not_followed(
    tmp_path: Path,
) -> None:
    root = tmp_path / "notes"
    (root / "sub").mkdir(parents=True)
    (tmp_path / "secret.md").write_text("Secret.")
    for name in ("b.md", "a.txt", "sub/c.html", ".hidden.md", "_draft.md", "picture.png"):
        (root / name).write_text("x")
    (root / "out.md").symlink_to(tmp_path / "secret.md")
    (root / "inside.md").symlink_to(root / "b.md")
    found = discover([root])
    assert [e.name for e in found.entries] == ["a.txt", "b.md", "inside.md", "sub/c.html"]
    assert [p.path for p in found.problems] == ["out.md"]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is no folder"):
        discover([tmp_path / "nowhere"])


def test_two_folders_keep_their_names_apart(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.md").write_text("x")
    names = [e.name for e in discover([tmp_path / "one", tmp_path / "two"]).entries]
    assert names == ["a.md", "two-1/a.md"]
