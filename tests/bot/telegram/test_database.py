"""The bot's SQLite file: transactions, migrations, and what is logged rather than raised."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from bot.telegram.database import BUSY_TIMEOUT_S, MIGRATIONS, Database, best_effort


def test_a_change_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    database = Database(tmp_path / "s.sqlite")

    def fail() -> None:
        with database._transaction():
            database._db.execute("INSERT INTO person VALUES (1, 'Anna', 0)")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert database._rows("SELECT * FROM person") == []
    assert database._write("INSERT INTO person VALUES (1, 'Anna', 0)")
    assert not database._write("DELETE FROM person WHERE id = 2")
    database.close()


def test_a_new_file_has_had_all_migrations(tmp_path: Path) -> None:
    database = Database(tmp_path / "deep" / "folder" / "s.sqlite")
    assert database._row("PRAGMA user_version") == (len(MIGRATIONS),)
    database.close()


def test_what_cannot_be_stored_is_logged_and_a_slip_of_ours_is_not_hidden(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with best_effort("a thumb"):
        raise sqlite3.OperationalError("disk full")
    assert "not stored: a thumb (disk full)" in caplog.text
    with pytest.raises(KeyError), best_effort("a thumb"):
        raise KeyError("ours")


def test_the_file_and_its_journal_are_their_owner_s_alone_also_those_of_an_earlier_version(
    tmp_path: Path,
) -> None:
    file = tmp_path / "s.sqlite"
    before = os.umask(0o022)
    try:
        for _ in range(2):
            database = Database(file)
            database._write("INSERT OR REPLACE INTO person VALUES (1, 'Anna', 0)")
            modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
            assert set(modes) == {"s.sqlite", "s.sqlite-wal", "s.sqlite-shm"}
            assert set(modes.values()) == {0o600}
            database.close()
            file.chmod(0o644)
    finally:
        os.umask(before)


def test_deleted_rows_are_overwritten_and_leave_the_journal(tmp_path: Path) -> None:
    database = Database(tmp_path / "s.sqlite")
    assert database._row("PRAGMA secure_delete") == (1,)
    database._write("INSERT INTO person VALUES (1, 'Anna', 0)")
    assert (tmp_path / "s.sqlite-wal").stat().st_size
    assert database.clear_journal()
    assert (tmp_path / "s.sqlite-wal").stat().st_size == 0
    database.close()


def test_what_an_earlier_version_deleted_leaves_the_file_when_it_is_opened(tmp_path: Path) -> None:
    file = tmp_path / "s.sqlite"
    db = sqlite3.connect(file)
    db.execute("PRAGMA secure_delete=OFF")
    db.executescript(f"{MIGRATIONS[0]} PRAGMA user_version = 1;")
    db.execute("INSERT INTO session VALUES ('1', ?, 0)", ("a secret payment " * 900,))
    db.commit()
    db.execute("DELETE FROM session")
    db.commit()
    db.close()
    assert b"secret payment" in file.read_bytes()
    Database(file).close()
    assert b"secret payment" not in file.read_bytes()


def test_a_file_that_another_process_keeps_ends_in_an_error_in_time(tmp_path: Path) -> None:
    database = Database(tmp_path / "s.sqlite")
    assert database._row("PRAGMA busy_timeout") == (BUSY_TIMEOUT_S * 1000,)
    database._db.execute("PRAGMA busy_timeout = 0")
    other = sqlite3.connect(tmp_path / "s.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        database._write("INSERT INTO person VALUES (1, 'Anna', 0)")
    other.close()
    database.close()
