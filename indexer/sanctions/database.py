"""Writing the SQLite database of a list: entries, the forms of their addresses, their names."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from indexer.sanctions.models import ParsedEdition, ParsedEntry
from knowledge.compliance.addresses.detect import detect_addresses
from knowledge.compliance.sanctions import list_file, name_match
from knowledge.errors import SanctionsListError

# The file is worthless until it is whole, and is flushed to disk by the code that renames it.
_PRAGMAS = "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"


def write_database(
    path: Path, edition: ParsedEdition, max_entries: int = list_file.MAX_ENTRIES
) -> tuple[int, int]:
    """Write the database; the numbers of entries and of different addresses.

    Reads the edition to its end, so its parser's SanctionsListError may be raised here.
    """
    entries, names, addresses = 0, 0, set[str]()
    db = sqlite3.connect(path)
    try:
        db.executescript(_PRAGMAS + list_file.SCHEMA + name_match.SCHEMA)
        for entries, entry in enumerate(edition.entries, 1):
            names += len(entry.names)
            if entries > max_entries or names > list_file.MAX_NAMES:
                raise SanctionsListError("The file has more entries or names than any list.")
            _insert_entry(db, entries, entry)
            addresses.update(entry.addresses)
        name_match.build_name_index(db)
        db.commit()
    finally:
        db.close()
    return entries, len(addresses)


def _insert_entry(db: sqlite3.Connection, number: int, entry: ParsedEntry) -> None:
    db.execute(
        "INSERT INTO entry VALUES (?,?,?,?,?,?)",
        (
            number,
            entry.number,
            entry.kind,
            entry.names[0] if entry.names else "",
            json.dumps(entry.programmes, ensure_ascii=False),
            entry.listed.isoformat() if entry.listed else None,
        ),
    )
    forms = address_forms(entry.addresses)
    db.executemany("INSERT INTO address VALUES (?,?)", [(form, number) for form in forms])
    name_match.add_names(db, number, entry.names)


def address_forms(addresses: tuple[str, ...]) -> set[str]:
    """Addresses as the list writes them, and in every form by which a screening looks them up."""
    forms = set(addresses)
    for written in addresses:
        for found in detect_addresses(written):
            forms.update((found.canonical, *(other.canonical for other in found.also)))
    return forms
