"""SQLite files that are only read, and may have been written by somebody else."""

from __future__ import annotations

import contextlib
import sqlite3
from functools import cache
from pathlib import Path

# No cell is larger: a passage has at most 1 MiB, a trigram's names 4 bytes each.
MAX_CELL_BYTES = 64 << 20
_Object = tuple[str, str, str, str]


def open_read_only(file: Path, schema: str) -> sqlite3.Connection:
    """A database, for any thread; sqlite3.DatabaseError unless its schema is exactly ``schema``.

    A view or a trigger in place of a table would run whatever its author wrote.
    """
    # As an address, in which # and ? are written so that they are part of the path.
    place = f"{file.absolute().as_uri()}?mode=ro&immutable=1"
    db = sqlite3.connect(place, uri=True, check_same_thread=False)
    try:
        db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_CELL_BYTES)
        for setting in ("trusted_schema=OFF", "cell_size_check=ON", "query_only=ON"):
            db.execute(f"PRAGMA {setting}")
        expected = _expected_objects(schema)
        if _read_objects(db, len(expected) + 1) != expected:
            raise sqlite3.DatabaseError("has other tables than it should")
    except BaseException:
        db.close()
        raise
    return db


@cache
def _expected_objects(schema: str) -> frozenset[_Object]:
    with contextlib.closing(sqlite3.connect(":memory:")) as db:
        db.executescript(schema)
        return _read_objects(db, 1000)


def _read_objects(db: sqlite3.Connection, at_most: int) -> frozenset[_Object]:
    """Kind, name, table and definition of all that a database declares."""
    rows = db.execute("SELECT type, name, tbl_name, sql FROM sqlite_master LIMIT ?", (at_most,))
    return frozenset(
        (str(kind), str(name), str(table), " ".join(str(sql or "").split()))
        for kind, name, table, sql in rows
    )
