"""A compiled list on disk: a manifest and the database that it names by its SHA-256.

``NAME.json`` (the manifest) is replaced in one step by that of a new edition, so that a reader
sees either the edition before or the new one, whole.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Lock

from pydantic import AwareDatetime, Field, ValidationError

from knowledge.compliance.sanctions import name_match
from knowledge.compliance.sanctions.catalogue import MAX_EDITION_AGE
from knowledge.errors import SanctionsListError
from knowledge.files import explain_os_error, read_regular_file, sha256_of_file, stamp_file
from knowledge.models import Sha256, Value
from knowledge.read_only_database import open_read_only

# 2: every remark, field and version of an entry is parsed.
FORMAT = 2
UPDATE_FIX = "Run: tradewind-index lists update"
PERMISSION_FIX = "Give the lists to the user that Tradewind runs as (chown)."
# A manifest has some 500 bytes; its longest part is the place of its files.
MAX_MANIFEST_BYTES = 1 << 16
# The largest list has some 20,000 entries. What a search allocates goes by the number of names.
MAX_ENTRIES, MAX_NAMES = 1_000_000, 10_000_000
# No address belongs to more entries; the list's hits are shown one by one.
MAX_HITS = 1000
SCHEMA = """
CREATE TABLE entry (id INTEGER PRIMARY KEY, number TEXT NOT NULL, kind TEXT NOT NULL,
    name TEXT NOT NULL, programmes TEXT NOT NULL, listed TEXT);
CREATE TABLE address (canonical TEXT NOT NULL, entry INTEGER NOT NULL REFERENCES entry,
    PRIMARY KEY (canonical, entry)) WITHOUT ROWID;
"""


class ListManifest(Value):
    """The manifest of the edition of a list that is in force.

    ``published`` is the publisher's date, None for an undated file; ``fetched_at`` is when the
    edition was last confirmed to be the publisher's. ``addresses`` counts different ones.
    ``sha256`` is of the compiled database, ``source_sha256`` of the published files.
    """

    format: int = FORMAT
    name: str = Field(pattern="^[a-z][a-z-]{0,39}$")
    title: str = Field(max_length=200)
    published: dt.date | None
    fetched_at: AwareDatetime
    source: str
    source_sha256: Sha256
    sha256: Sha256
    entries: int = Field(ge=0, le=MAX_ENTRIES)
    addresses: int = Field(ge=0)

    @property
    def database(self) -> str:
        """The file name of the database."""
        return f"{self.name}-{self.sha256[:16]}.sqlite"

    @property
    def edition(self) -> str:
        """The edition: its publisher's date, or the day that it was fetched."""
        if self.published:
            return self.published.isoformat()
        return f"undated, fetched {self.fetched_at.date()}"

    def is_outdated(self, now: dt.datetime) -> bool:
        """Whether the publisher must have issued a newer edition since."""
        return (
            self.published is not None and now.date() - self.published > MAX_EDITION_AGE[self.name]
        )

    def age(self, now: dt.datetime) -> dt.timedelta:
        """The time since the list was last confirmed to be current."""
        return now - self.fetched_at


class SanctionsEntry(Value):
    """An entry as a screening shows it: list, number there, name, programmes, date."""

    list: str
    number: str
    kind: str
    name: str
    programmes: tuple[str, ...]
    listed: dt.date | None


class NameMatch(Value):
    """An entry with a name like the one searched for: the score, the name, the reasons."""

    entry: SanctionsEntry
    name: str
    score: float
    why: tuple[str, ...]


def read_manifest(root: Path, name: str) -> ListManifest | None:
    """The manifest of a list; None for one never fetched, SanctionsListError for a damaged one."""
    try:
        content = read_regular_file(root / f"{name}.json", MAX_MANIFEST_BYTES)
        manifest = ListManifest.model_validate_json(content)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise _unreadable(name, error) from None
    except ValidationError:
        manifest = None
    if manifest is None or manifest.name != name:
        raise SanctionsListError(f"The card of the list {name} is damaged.", fix=UPDATE_FIX)
    return manifest


class SanctionsList:
    """One list, opened after its database was checked against the manifest."""

    def __init__(self, root: Path, manifest: ListManifest) -> None:
        """Open an edition; SanctionsListError when the database is not the manifest's."""
        self.manifest = manifest
        self._lock = Lock()
        if manifest.format != FORMAT:
            raise SanctionsListError(
                f"The list {manifest.name} was compiled by another version.", fix=UPDATE_FIX
            )
        self._db = _open_database(root / manifest.database, manifest)

    def find_by_address(self, canonicals: Iterable[str]) -> tuple[SanctionsEntry, ...]:
        """The entries with any of these addresses, in canonical or listed form."""
        wanted = list(dict.fromkeys(canonicals))
        marks = ",".join("?" * len(wanted))
        with self._lock, _faults_named(self.manifest.name):
            rows = self._db.execute(
                f"SELECT DISTINCT entry FROM address WHERE canonical IN ({marks}) LIMIT ?",  # noqa: S608 (the same)
                (*wanted, MAX_HITS),
            ).fetchall()
            return tuple(self._entry(row[0]) for row in rows)

    def find_by_name(self, name: str) -> tuple[NameMatch, ...]:
        """The entries whose names match, best first; a hundred at most."""
        with self._lock, _faults_named(self.manifest.name):
            return tuple(
                NameMatch(entry=self._entry(found.entry), name=found.name, score=found.score,
                      why=found.why)
                for found in name_match.find_name_matches(self._db, name)
            )  # fmt: skip

    def close(self) -> None:
        """Close the database."""
        with self._lock:
            self._db.close()

    def _entry(self, number: int) -> SanctionsEntry:
        row = self._db.execute(
            "SELECT number, kind, name, programmes, listed FROM entry WHERE id = ?", (number,)
        ).fetchone()
        return SanctionsEntry(
            list=self.manifest.name, number=row[0], kind=row[1], name=row[2],
            programmes=tuple(json.loads(row[3])),
            listed=dt.date.fromisoformat(row[4]) if row[4] else None,
        )  # fmt: skip


def hash_database(file: Path) -> str:
    """The SHA-256 of a database in hex; empty when it cannot be read."""
    try:
        return sha256_of_file(file)
    except OSError:
        return ""


def _open_database(file: Path, manifest: ListManifest) -> sqlite3.Connection:
    try:
        stamp = stamp_file(file)
        digest = sha256_of_file(file)
    except FileNotFoundError:
        raise _damaged(manifest.name) from None
    except OSError as error:
        raise _unreadable(manifest.name, error) from None
    if digest != manifest.sha256:
        raise _damaged(manifest.name)
    with _faults_named(manifest.name):
        db = open_read_only(file, SCHEMA + name_match.SCHEMA)
        (last_entry,) = db.execute("SELECT coalesce(max(id), 0) FROM entry").fetchone()
        (last_name,) = db.execute("SELECT coalesce(max(id), 0) FROM name").fetchone()
        # What was opened need not be what was hashed.
        if last_entry != manifest.entries or last_name > MAX_NAMES or stamp_file(file) != stamp:
            db.close()
            raise _damaged(manifest.name)
    return db


def _damaged(name: str) -> SanctionsListError:
    return SanctionsListError(f"The compiled list {name} is damaged or missing.", fix=UPDATE_FIX)


def _unreadable(name: str, error: OSError) -> SanctionsListError:
    fix = PERMISSION_FIX if isinstance(error, PermissionError) else UPDATE_FIX
    reason = explain_os_error(error)
    return SanctionsListError(f"The list {name} cannot be read ({reason}).", fix=fix)


@contextlib.contextmanager
def _faults_named(name: str) -> Iterator[None]:
    """SanctionsListError for anything in a database that our compiler does not write."""
    try:
        yield
    except OSError as error:
        raise _unreadable(name, error) from None
    except (sqlite3.Error, ValueError, TypeError, LookupError):
        raise _damaged(name) from None
