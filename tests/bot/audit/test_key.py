"""The key of the audit log: made once, never replaced, never short."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bot.audit.key import KEY_BYTES, make_key, read_key
from bot.audit.log import AuditLog
from knowledge.errors import AuditLogError
from tests.support.audit_logs import AT, filled


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


def test_the_key_is_made_once_and_a_new_one_is_said_to_be_new(tmp_path: Path) -> None:
    log = filled(tmp_path, 2)
    key = (tmp_path / "key").read_bytes()
    filled(tmp_path, 1)
    assert (tmp_path / "key").read_bytes() == key
    (tmp_path / "key").unlink()
    AuditLog(tmp_path).write(AT + dt.timedelta(days=20), "u", "t", {})
    assert log.verify().repairs == ("Line 4: no key was there; hashes are by a new one.",)
    assert log.verify().faults == ()


@pytest.mark.parametrize("content", [b"", b"short", b"k" * 31])
def test_a_key_that_is_too_short_is_refused_and_found(content: bytes, tmp_path: Path) -> None:
    filled(tmp_path, 1)
    (tmp_path / "key").write_bytes(content)
    log = AuditLog(tmp_path)
    with pytest.raises(AuditLogError, match="not 32"):
        log.write(AT, "42", "t", {})
    assert (tmp_path / "key").read_bytes() == content
    assert "not 32" in log.verify().faults[0]
    # With texts in the clear no key is needed.
    full = AuditLog(tmp_path, full=True)
    full.write(AT, "42", "t", {})
    assert full.verify().faults == ()


def test_a_key_that_cannot_be_read_is_never_replaced(tmp_path: Path) -> None:
    filled(tmp_path, 1)
    (tmp_path / "key").unlink()
    (tmp_path / "key").mkdir()
    log = AuditLog(tmp_path)
    with pytest.raises(IsADirectoryError):
        log.write(AT, "42", "t", {})
    assert (tmp_path / "key").is_dir()
    assert "cannot be read" in log.verify().faults[0]
    assert log.verify().lines == 1
