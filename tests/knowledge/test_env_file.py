"""The file of settings: found, refused, never waited for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from knowledge.env_file import (
    MAX_BYTES,
    VARIABLE,
    expand_path,
    find_env_file,
    find_unread_file,
    read_names,
    show_path,
)
from knowledge.errors import ConfigError


@pytest.fixture(autouse=True)
def _none_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


def test_a_home_without_a_file_has_none(tmp_path: Path) -> None:
    assert find_env_file(tmp_path) is None
    assert find_env_file(tmp_path / "missing") is None
    (tmp_path / "file").touch()
    assert find_env_file(tmp_path / "file") is None
    assert read_names(None) == []


def test_a_named_file_must_be_there_and_is_found_in_the_user_s_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").touch()
    monkeypatch.setenv(VARIABLE, "~/bot.env")
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(ConfigError, match=f"{VARIABLE}: .*bot.env cannot be read"):
        find_env_file(tmp_path)
    (tmp_path / "bot.env").write_text("A=1\nB=2\n", "utf-8")
    assert find_env_file(tmp_path) == tmp_path / "bot.env"
    assert read_names(tmp_path / "bot.env") == ["A", "B"]


@pytest.mark.parametrize("what", ["folder", "pipe", "binary", "NUL", "huge", "device"])
def test_what_is_no_file_of_settings_is_refused_in_a_sentence(what: str, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    if what == "folder":
        file.mkdir()
    elif what == "pipe":
        os.mkfifo(file)
    elif what == "device":
        file.symlink_to("/dev/zero")
    else:
        content = {"binary": b"\xff\xfe", "NUL": b"A=\0", "huge": b"#" * (MAX_BYTES + 1)}
        file.write_bytes(content[what])
    with pytest.raises(ConfigError, match="cannot be read"):
        find_env_file(tmp_path)


def test_a_file_in_the_present_folder_that_was_not_read_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_unread_file(None) is None
    (tmp_path / ".env").touch()
    assert find_unread_file(None) == Path(".env")
    assert find_unread_file(tmp_path / ".env") is None


def test_a_path_has_no_nul_and_no_user_that_does_not_exist() -> None:
    assert expand_path(Path("~/x")) == Path.home() / "x"
    assert expand_path(Path("/x")) == Path("/x")
    for bad in ("a\0b", "~nobody-of-that-name/x"):
        with pytest.raises(ValueError, match="no "):
            expand_path(Path(bad))


def test_a_path_is_shown_in_one_short_line() -> None:
    assert show_path(Path("/a/b.env")) == "/a/b.env"
    assert show_path(Path("/a\x1b[2J\n")) == r"/a\u001b[2J\u000a"
    assert len(show_path(Path("/" + "a" * 5000 + "/end"))) < 200
    assert show_path(Path("/" + "a" * 5000 + "/end")).endswith("/end")
