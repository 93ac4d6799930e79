"""The files of a folder: all that are meant, in order, and none from elsewhere."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from indexer.documents.discover import MAX_DEPTH, discover
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


def test_a_missing_folder_is_reported_where_the_index_may_have_it(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    found = discover([tmp_path / "notes", tmp_path / "nowhere"], missing_ok=True)
    assert [(one.number, one.below, one.problem.path) for one in found.unread] == [
        (1, "", str(tmp_path / "nowhere"))
    ]


def test_a_subfolder_that_cannot_be_listed_is_reported(tmp_path: Path) -> None:
    """One whose path is longer than the system takes: that stops an administrator, too."""
    (tmp_path / "a.md").write_text("x")
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(os.pathconf(tmp_path, "PC_PATH_MAX") // 201 + 1):
        os.mkdir("d" * 200, dir_fd=here)
        below = os.open("d" * 200, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    found = discover([tmp_path])
    assert [entry.name for entry in found.entries] == ["a.md"]
    assert [one.below[:2] for one in found.unread] == ["dd"]
    assert found.unread[0].below.endswith("d/")


def test_what_is_no_regular_file_is_reported_and_never_opened(tmp_path: Path) -> None:
    (tmp_path / "good.md").write_text("x")
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "folder.md" / "inside.md").write_text("x")
    (tmp_path / "link-to-folder.md").symlink_to(tmp_path / "folder.md")
    (tmp_path / "link-to-itself.md").symlink_to(tmp_path / "link-to-itself.md")
    with socket.socket(socket.AF_UNIX) as listener:
        here = os.open(tmp_path, os.O_RDONLY)
        try:
            listener.bind(f"/proc/self/fd/{here}/socket.md")
        finally:
            os.close(here)
        found = discover([tmp_path])
    assert [entry.name for entry in found.entries] == ["folder.md/inside.md", "good.md"]
    problems = {problem.path: problem.problem for problem in found.problems}
    assert problems.pop("link-to-itself.md") == "cannot be read"
    assert problems == dict.fromkeys(
        ["link-to-folder.md", "pipe.md", "socket.md"],
        "is no regular file but a folder, pipe or device; take it away",
    )


def test_a_name_that_is_not_utf8_is_reported_in_characters_that_can_be_printed(
    tmp_path: Path,
) -> None:
    (tmp_path / os.fsdecode(b"\xff\x1b.md")).write_text("x")
    found = discover([tmp_path])
    assert not found.entries
    assert str(found.problems[0]) == "\\udcff\\u001b.md: has a name that is not UTF-8; rename it"


def test_folders_are_followed_to_a_bounded_depth(tmp_path: Path) -> None:
    deep = tmp_path / "/".join("d" * (MAX_DEPTH + 1))
    deep.mkdir(parents=True)
    (deep.parent / "a.md").write_text("x")
    (deep / "b.md").write_text("x")
    found = discover([tmp_path])
    assert [entry.path for entry in found.entries] == [deep.parent / "a.md"]
    assert [one.below for one in found.unread] == ["d/" * (MAX_DEPTH + 1)]


def test_two_folders_keep_their_names_apart(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.md").write_text("x")
    names = [e.name for e in discover([tmp_path / "one", tmp_path / "two"]).entries]
    assert names == ["a.md", "two-1/a.md"]
