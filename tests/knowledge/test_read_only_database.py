"""Tests for SQLite files that are only read."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from threading import Thread

import pytest

from knowledge.read_only_database import MAX_CELL_BYTES, open_read_only

SCHEMA = "CREATE TABLE a (n INTEGER PRIMARY KEY, t TEXT);\nCREATE INDEX a_by_t ON a (t);"


def make(file: Path, more: str = "") -> Path:
    db = sqlite3.connect(file)
    db.executescript(SCHEMA + more)
    db.close()
    return file


def test_a_database_of_the_schema_is_read_in_any_thread_and_never_written(tmp_path: Path) -> None:
    db = open_read_only(make(tmp_path / "d", "INSERT INTO a VALUES (1, 'x');"), SCHEMA)
    found: list[object] = []
    thread = Thread(target=lambda: found.extend(db.execute("SELECT t FROM a").fetchall()))
    thread.start()
    thread.join()
    assert found == [("x",)]
    with pytest.raises(sqlite3.OperationalError, match=r"readonly|read-only"):
        db.execute("INSERT INTO a VALUES (2, 'y')")
    db.close()


@pytest.mark.parametrize(
    "more",
    [
        "CREATE VIEW v AS SELECT 1;",
        "CREATE TABLE b (x);",
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END;",
        "DROP INDEX a_by_t;",
        "DROP TABLE a; CREATE TABLE a (n INTEGER PRIMARY KEY, t TEXT, more);",
        "DROP TABLE a; CREATE VIEW a AS WITH RECURSIVE n(i) AS "
        "(SELECT 0 UNION ALL SELECT i + 1 FROM n) SELECT i AS n, 'x' AS t FROM n;",
    ],
)
def test_a_database_with_other_tables_is_refused(tmp_path: Path, more: str) -> None:
    with pytest.raises(sqlite3.DatabaseError, match="other tables"):
        open_read_only(make(tmp_path / "d", more), SCHEMA)


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "d").write_bytes(b"x" * 5000)
    with pytest.raises(sqlite3.DatabaseError):
        open_read_only(tmp_path / "d", SCHEMA)


@pytest.mark.parametrize("name", ["a#b", "a?mode=rwc", "a%23b", "ü &;"])
def test_a_database_opens_whatever_it_is_named(tmp_path: Path, name: str) -> None:
    file = make(tmp_path / name)
    with contextlib.closing(open_read_only(file, SCHEMA)) as db:
        assert db.execute("PRAGMA database_list").fetchone()[2] == str(file)


def test_a_cell_has_a_largest_size(tmp_path: Path) -> None:
    db = open_read_only(make(tmp_path / "d"), SCHEMA)
    with pytest.raises(sqlite3.DataError, match="too big"):
        db.execute("SELECT zeroblob(?)", (MAX_CELL_BYTES + 1,)).fetchone()
    db.close()
