"""The compiled lists on disk: a small card per list, and beside it a database that the card seals.

``NAME.json`` (the card) is replaced in one step when a new edition is good; it names the database
by its SHA-256, so that a reader sees either the edition before or the new one, whole.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from threading import Lock

from pydantic import Field, ValidationError

from knowledge.compliance.sanctions import name_match
from knowledge.compliance.sanctions.catalogue import MAX_EDITION_AGE
from knowledge.errors import SanctionsListError
from knowledge.files import sha256_of_file
from knowledge.models import Value

# 2: every remark, field and version of an entry is read.
FORMAT = 2
UPDATE_FIX = "Run: tradewind-index lists update"
SCHEMA = """
CREATE TABLE entry (id INTEGER PRIMARY KEY, number TEXT NOT NULL, kind TEXT NOT NULL,
    name TEXT NOT NULL, programmes TEXT NOT NULL, listed TEXT);
CREATE TABLE address (canonical TEXT NOT NULL, entry INTEGER NOT NULL REFERENCES entry,
    PRIMARY KEY (canonical, entry)) WITHOUT ROWID;
"""


class ListManifest(Value):
    """What is known of the edition of a list that is in force.

    ``published`` is the publisher's date of the file, None when it bears none; ``fetched_at`` when
    we last saw that the publisher's file is this one. ``addresses`` are counted once each.
    ``sha256`` is of the compiled database, ``source_sha256`` of what it was made from.
    """

    format: int = FORMAT
    name: str
    title: str
    published: dt.date | None
    fetched_at: dt.datetime
    source: str
    source_sha256: str
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    entries: int = Field(ge=0)
    addresses: int = Field(ge=0)

    @property
    def database(self) -> str:
        """The name of the database's file."""
        return f"{self.name}-{self.sha256[:16]}.sqlite"

    @property
    def edition(self) -> str:
        """Which edition it is: its publisher's date, or the day that it was fetched."""
        if self.published:
            return self.published.isoformat()
        return f"undated, fetched {self.fetched_at.date()}"

    def is_outdated(self, now: dt.datetime) -> bool:
        """Whether the publisher must have put out a newer edition since."""
        return (
            self.published is not None and now.date() - self.published > MAX_EDITION_AGE[self.name]
        )

    def age(self, now: dt.datetime) -> dt.timedelta:
        """How long ago the list was last seen to be current."""
        return now - self.fetched_at


class SanctionsEntry(Value):
    """An entry as a screening shows it: the list, its number there, name, programmes, date."""

    list: str
    number: str
    kind: str
    name: str
    programmes: tuple[str, ...]
    listed: dt.date | None


class NameMatch(Value):
    """An entry whose name is like the one asked for: how alike, by which name, and why."""

    entry: SanctionsEntry
    name: str
    score: float
    why: tuple[str, ...]


def read_manifest(root: Path, name: str) -> ListManifest | None:
    """The card of a list; None when it was never fetched. ListFault when it cannot be read."""
    file = root / f"{name}.json"
    try:
        return ListManifest.model_validate_json(file.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError, ValueError):
        raise SanctionsListError(
            f"The card of the list {name} is damaged.", fix=UPDATE_FIX
        ) from None


class SanctionsList:
    """One list, opened: every byte checked against its card first."""

    def __init__(self, root: Path, card: ListManifest) -> None:
        """Open the edition of a card; ListFault when the database is not the one it seals."""
        self.card = card
        self._lock = Lock()
        file = root / card.database
        if hash_database(file) != card.sha256:
            raise SanctionsListError(
                f"The compiled list {card.name} is damaged or missing.", fix=UPDATE_FIX
            )
        if card.format != FORMAT:
            raise SanctionsListError(
                f"The list {card.name} was compiled by another version.", fix=UPDATE_FIX
            )
        self._db = sqlite3.connect(
            f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )

    def find_by_address(self, canonicals: Iterable[str]) -> tuple[SanctionsEntry, ...]:
        """The entries that hold any of these addresses, in the form that ``addresses`` gives."""
        wanted = list(dict.fromkeys(canonicals))
        marks = ",".join("?" * len(wanted))
        with self._lock:
            rows = self._db.execute(
                f"SELECT DISTINCT entry FROM address WHERE canonical IN ({marks})",  # noqa: S608 (the same)
                wanted,
            ).fetchall()
            return tuple(self._entry(row[0]) for row in rows)

    def find_by_name(self, name: str) -> tuple[NameMatch, ...]:
        """The entries whose names may be this one, the likest first; a hundred at most."""
        with self._lock:
            return tuple(
                NameMatch(entry=self._entry(found.entry), name=found.name, score=found.score,
                      why=found.why)
                for found in name_match.find_name_matches(self._db, name)
            )  # fmt: skip

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()

    def _entry(self, number: int) -> SanctionsEntry:
        row = self._db.execute(
            "SELECT number, kind, name, programmes, listed FROM entry WHERE id = ?", (number,)
        ).fetchone()
        return SanctionsEntry(
            list=self.card.name, number=row[0], kind=row[1], name=row[2],
            programmes=tuple(json.loads(row[3])),
            listed=dt.date.fromisoformat(row[4]) if row[4] else None,
        )  # fmt: skip


def hash_database(file: Path) -> str:
    """The SHA-256 of a database in hex; empty when it cannot be read."""
    try:
        return sha256_of_file(file)
    except OSError:
        return ""
