"""Tests for replacing files in one step, and for hashing them."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from pathlib import Path

import pytest

from knowledge.files import (
    OWNER_ONLY_MODE,
    create_aside,
    explain_os_error,
    make_private,
    open_private,
    open_regular_file,
    read_regular_file,
    replace_durably,
    restrict_to_owner,
    secure_files,
    sha256_of_file,
    stamp_file,
    write_atomically,
)


@pytest.mark.parametrize("durable", [False, True])
def test_a_file_is_replaced_whole_and_nothing_is_left_beside_it(
    tmp_path: Path, durable: bool
) -> None:
    file = tmp_path / "a.json"
    for content in (b"old", b"new and longer"):
        write_atomically(file, content, durable=durable)
        assert file.read_bytes() == content
    assert list(tmp_path.iterdir()) == [file]


def test_an_open_reader_keeps_the_content_it_began_with(tmp_path: Path) -> None:
    file = tmp_path / "a"
    write_atomically(file, b"old")
    with file.open("rb") as reader:
        write_atomically(file, b"new")
        assert reader.read() == b"old"


def test_a_write_that_fails_leaves_the_old_file_alone(tmp_path: Path) -> None:
    target = tmp_path / "folder"
    (target / "kept").mkdir(parents=True)
    with pytest.raises(OSError, match="folder"):
        write_atomically(target, b"new")
    assert list(tmp_path.iterdir()) == [target]
    with pytest.raises(FileNotFoundError):
        write_atomically(tmp_path / "missing" / "a", b"new")


def test_a_file_has_its_mode_from_the_start(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        write_atomically(tmp_path / "public", b"")
        write_atomically(tmp_path / "secret", b"", mode=OWNER_ONLY_MODE)
        with create_aside(tmp_path, mode=OWNER_ONLY_MODE) as aside:
            assert aside.stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(before)
    assert (tmp_path / "public").stat().st_mode & 0o777 == 0o644
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


def test_a_private_file_is_made_with_its_folder_and_an_older_one_is_closed_to_others(
    tmp_path: Path,
) -> None:
    before = os.umask(0o022)
    try:
        make_private(tmp_path / "new" / "a")
        (tmp_path / "old").write_bytes(b"kept")
        make_private(tmp_path / "old")
    finally:
        os.umask(before)
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "new" / "a").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "old").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "old").read_bytes() == b"kept"


def test_a_file_aside_is_removed_unless_it_was_renamed(tmp_path: Path) -> None:
    with create_aside(tmp_path) as aside:
        aside.write_bytes(b"half")
    assert not list(tmp_path.iterdir())
    with create_aside(tmp_path) as aside:
        aside.write_bytes(b"whole")
        replace_durably(aside, tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == b"whole"


def test_a_hash_is_the_sha256_of_the_bytes(tmp_path: Path) -> None:
    content = os.urandom(1 << 17)
    (tmp_path / "a").write_bytes(content)
    assert sha256_of_file(tmp_path / "a") == hashlib.sha256(content).hexdigest()
    with pytest.raises(FileNotFoundError):
        sha256_of_file(tmp_path / "b")


def test_only_a_regular_file_is_opened_and_nothing_is_waited_for(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("file")
    (tmp_path / "dangling").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe")
    with open_regular_file(tmp_path / "file") as file:
        assert file.read() == b"x"
    for name in ("folder", "link", "dangling", "pipe", "absent"):
        with pytest.raises(OSError, match=r"."):
            open_regular_file(tmp_path / name)
    with open_regular_file(tmp_path / "link", follow_links=True) as file:
        assert file.read() == b"x"


def test_a_file_larger_than_it_may_be_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x" * 10)
    assert read_regular_file(tmp_path / "file", 10) == b"x" * 10
    with pytest.raises(OSError, match="larger"):
        read_regular_file(tmp_path / "file", 9)


def test_an_error_of_the_system_is_explained_in_few_words() -> None:
    assert explain_os_error(OSError(errno.ELOOP, "Too many levels")) == "it is a link"
    assert explain_os_error(PermissionError(errno.EACCES, "Permission denied")) == (
        "permission denied"
    )
    assert explain_os_error(OSError()) == "oserror"


def test_files_get_one_mode_whatever_wrote_them(tmp_path: Path) -> None:
    for mode in (0o600, 0o644, 0o755):
        (tmp_path / oct(mode)).touch(mode)
    secure_files(tmp_path)
    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}


def mode_of(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_what_others_could_read_is_its_owner_s_alone_and_the_rest_is_left(tmp_path: Path) -> None:
    (file := tmp_path / "file").touch()
    (folder := tmp_path / "folder").mkdir()
    (shared := tmp_path / "shared").mkdir()
    for path, mode in ((file, 0o664), (folder, 0o755), (shared, 0o1777)):
        path.chmod(mode)
    restrict_to_owner(file, folder, shared, tmp_path / "missing", Path("/dev/null"))
    assert (mode_of(file), mode_of(folder), mode_of(shared)) == (0o600, 0o700, 0o777)
    assert mode_of(Path("/dev/null")) == 0o666


def test_a_link_in_place_of_a_file_changes_no_rights_elsewhere(tmp_path: Path) -> None:
    file, link = tmp_path / "elsewhere", tmp_path / "state"
    file.touch()
    file.chmod(0o644)
    link.symlink_to(file)
    restrict_to_owner(link)
    assert mode_of(file) == 0o644


def test_a_private_file_is_its_owner_s_also_when_it_was_there_before(tmp_path: Path) -> None:
    for existed in (False, True):
        file = tmp_path / str(existed)
        if existed:
            file.write_bytes(b"a longer content")
            file.chmod(0o644)
        with open_private(file) as opened:
            # Nobody can open it in between.
            assert mode_of(file) == 0o600
            opened.write(b"new")
        assert file.read_bytes() == b"new"
    with open_private(Path("/dev/null")):
        assert mode_of(Path("/dev/null")) == 0o666
    with pytest.raises(IsADirectoryError):
        open_private(tmp_path)


def test_a_stamp_differs_after_a_write_and_after_a_replacement(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"one")
    stamps = {stamp_file(file)}
    file.write_bytes(b"three")
    stamps.add(stamp_file(file))
    write_atomically(file, b"three")
    stamps.add(stamp_file(file))
    assert len(stamps) == 3
    with pytest.raises(FileNotFoundError):
        stamp_file(tmp_path / "b")
