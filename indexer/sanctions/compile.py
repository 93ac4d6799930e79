"""A list's file made into the database that screens: written aside, checked, then put in force."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from indexer.sanctions import plausibility
from indexer.sanctions.models import ParsedEdition, ParsedEntry
from indexer.sanctions.parsers import PARSERS
from knowledge.compliance.addresses.detect import detect_addresses
from knowledge.compliance.sanctions import list_file, name_match
from knowledge.compliance.sanctions.catalogue import LISTS
from knowledge.compliance.sanctions.list_file import FORMAT, ListManifest
from knowledge.errors import SanctionsListError

EDITIONS_KEPT = 2


def activate(
    root: Path,
    name: str,
    files: Sequence[BinaryIO],
    source: str,
    now: dt.datetime,
    *,
    accept: bool = False,
    confirmed_current: bool = True,
) -> ListManifest:
    """The card of the new edition, in force when this returns; ListFault leaves the old one.

    ``files`` are one file, or the several that a list comes in. ``accept`` takes an edition that
    is much smaller or older than the last. A file that is the same as before is current as of now
    only if somebody, or its publisher, ``confirmed_current``.
    """
    if name not in PARSERS:
        raise SanctionsListError(f"There is no list {name!r}.", fix=f"Lists: {', '.join(LISTS)}.")
    last = _read_last_manifest(root, name)
    origin = sha256_of_streams(files)
    if last and last.source_sha256 == origin and _is_intact(root, last):
        seen = now if confirmed_current else last.fetched_at
        same = last.model_copy(update={"fetched_at": seen, "source": source})
        _write_manifest(root, same)
        return same
    edition = PARSERS[name](*files)
    plausibility.check_date(name, edition.published, now)
    with _disk_errors_explained(name), _aside(root) as path:
        entries, addresses = _write_database(path, edition)
        if not entries:
            raise SanctionsListError(f"This file of the list {name} has no entries.")
        card = ListManifest(
            name=name, title=LISTS[name], published=edition.published, fetched_at=now,
            source=source, source_sha256=origin, sha256=list_file.digest(path), entries=entries,
            addresses=addresses,
        )  # fmt: skip
        if not accept:
            plausibility.check_size_and_age(last, card)
        path.replace(root / card.database)
        _write_manifest(root, card)
    _remove_old_databases(root, card)
    return card


@contextlib.contextmanager
def _disk_errors_explained(name: str) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        raise SanctionsListError(
            f"The list {name} cannot be written ({error}); the one before stays in force.",
            fix="Make room on the disk, then try again.",
        ) from None


def sha256_of_streams(files: Sequence[BinaryIO]) -> str:
    """The SHA-256 of files, one after another, in hex; of one file, what its publisher gives."""
    seen = hashlib.sha256()
    for file in files:
        while chunk := file.read(1 << 20):
            seen.update(chunk)
        file.seek(0)
    return seen.hexdigest()


def _is_intact(root: Path, card: ListManifest) -> bool:
    """Whether the database of a card is there, undamaged, and made as it would be now."""
    return card.format == FORMAT and list_file.digest(root / card.database) == card.sha256


def _read_last_manifest(root: Path, name: str) -> ListManifest | None:
    try:
        return list_file.read_manifest(root, name)
    except SanctionsListError:
        return None  # a damaged card is mended by the edition that is about to come


def _write_database(path: Path, edition: ParsedEdition) -> tuple[int, int]:
    entries, addresses = 0, set[str]()
    db = sqlite3.connect(path)
    try:
        db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;")
        db.executescript(list_file.SCHEMA + name_match.SCHEMA)
        for entries, listed in enumerate(edition.entries, 1):
            name = listed.names[0] if listed.names else ""
            day = listed.listed.isoformat() if listed.listed else None
            db.execute(
                "INSERT INTO entry VALUES (?,?,?,?,?,?)",
                (entries, listed.number, listed.kind, name,
                 json.dumps(listed.programmes, ensure_ascii=False), day),
            )  # fmt: skip
            forms = _address_forms(listed)
            db.executemany("INSERT INTO address VALUES (?,?)", [(f, entries) for f in forms])
            addresses.update(listed.addresses)
            name_match.add_names(db, entries, listed.names)
        name_match.build_name_index(db)
        db.commit()
    finally:
        db.close()
    with path.open("rb+") as written:
        os.fsync(written.fileno())
    return entries, len(addresses)


def _address_forms(listed: ParsedEntry) -> set[str]:
    """An entry's addresses as the list writes them, and in the form that screening asks by."""
    forms = set()
    for written in listed.addresses:
        forms.add(written)
        for found in detect_addresses(written):
            forms.update((found.canonical, *(other.canonical for other in found.also)))
    return forms


@contextlib.contextmanager
def _aside(root: Path) -> Iterator[Path]:
    root.mkdir(parents=True, exist_ok=True)
    descriptor, path = tempfile.mkstemp(dir=root, prefix=".writing-")
    os.close(descriptor)
    try:
        yield Path(path)
    finally:
        Path(path).unlink(missing_ok=True)


def _write_manifest(root: Path, card: ListManifest) -> None:
    with _aside(root) as path:
        with path.open("w", encoding="utf-8") as written:
            written.write(card.model_dump_json(indent=1))
            written.flush()
            os.fsync(written.fileno())
        path.replace(root / f"{card.name}.json")


def _remove_old_databases(root: Path, card: ListManifest) -> None:
    """Remove databases that no reader can still be about to open."""
    files = sorted(
        root.glob(f"{card.name}-????????????????.sqlite"), key=lambda f: f.stat().st_mtime
    )
    for old in files[:-EDITIONS_KEPT]:
        if old.name != card.database:
            old.unlink(missing_ok=True)
