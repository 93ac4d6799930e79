"""The key of the audit log: made once, never replaced, never short."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.audit.key import KEY_BYTES, make_key, read_key
from knowledge.errors import AuditLogError


def test_only_a_missing_file_is_no_key(tmp_path: Path) -> None:
    assert read_key(tmp_path / "key") is None
    (tmp_path / "folder").mkdir()
    with pytest.raises(IsADirectoryError):
        read_key(tmp_path / "folder")
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError):
        read_key(tmp_path / "file" / "key")


@pytest.mark.parametrize("size", [0, 1, KEY_BYTES - 1])
def test_a_short_key_is_refused(size: int, tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"k" * size)
    with pytest.raises(AuditLogError, match=f"has {size} bytes"):
        read_key(tmp_path / "key")


def test_a_key_is_read_as_it_was_made_and_is_its_owner_s(tmp_path: Path) -> None:
    make_key(tmp_path / "key", b"k" * KEY_BYTES)
    assert read_key(tmp_path / "key") == b"k" * KEY_BYTES
    assert [path.name for path in tmp_path.iterdir()] == ["key"]
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
