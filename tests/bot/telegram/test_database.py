"""The bot's SQLite file: transactions, migrations, and what is logged rather than raised."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from bot.telegram.database import MIGRATIONS, Database, best_effort


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
