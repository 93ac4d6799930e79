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
from indexer.sanctions.models import Edition, Listed
from indexer.sanctions.parsers import READERS
from knowledge.compliance.addresses.detect import find
from knowledge.compliance.sanctions import list_file, name_match
from knowledge.compliance.sanctions.catalogue import LISTS
from knowledge.compliance.sanctions.list_file import FORMAT, Card
from knowledge.errors import SanctionsListError

KEEP = 2


def put_in_force(
    root: Path,
    name: str,
    files: Sequence[BinaryIO],
    source: str,
    now: dt.datetime,
    *,
    accept: bool = False,
    vouched: bool = True,
) -> Card:
    """The card of the new edition, in force when this returns; ListFault leaves the old one.

    ``files`` are one file, or the several that a list comes in. ``accept`` takes an edition that
    is much smaller or older than the last. A file that is the same as before is current as of now
    only if somebody, or its publisher, ``vouched`` for that.
    """
    if name not in READERS:
        raise SanctionsListError(f"There is no list {name!r}.", fix=f"Lists: {', '.join(LISTS)}.")
    last = _last(root, name)
    origin = digest(files)
    if last and last.source_sha256 == origin and _whole(root, last):
        seen = now if vouched else last.fetched_at
        same = last.model_copy(update={"fetched_at": seen, "source": source})
        _write_card(root, same)
        return same
    edition = READERS[name](*files)
    plausibility.of_date(name, edition.published, now)
    with _room(name), _aside(root) as path:
        entries, addresses = _fill(path, edition)
        if not entries:
            raise SanctionsListError(f"This file of the list {name} has no entries.")
        card = Card(
            name=name, title=LISTS[name], published=edition.published, fetched_at=now,
            source=source, source_sha256=origin, sha256=list_file.digest(path), entries=entries,
            addresses=addresses,
        )  # fmt: skip
        if not accept:
            plausibility.of_size_and_age(last, card)
        path.replace(root / card.database)
        _write_card(root, card)
    _sweep(root, card)
    return card


@contextlib.contextmanager
def _room(name: str) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        raise SanctionsListError(
            f"The list {name} cannot be written ({error}); the one before stays in force.",
            fix="Make room on the disk, then try again.",
        ) from None


def digest(files: Sequence[BinaryIO]) -> str:
    """The SHA-256 of files, one after another, in hex; of one file, what its publisher gives."""
    seen = hashlib.sha256()
    for file in files:
        while chunk := file.read(1 << 20):
            seen.update(chunk)
        file.seek(0)
    return seen.hexdigest()


def _whole(root: Path, card: Card) -> bool:
    """Whether the database of a card is there, undamaged, and made as it would be now."""
    return card.format == FORMAT and list_file.digest(root / card.database) == card.sha256


def _last(root: Path, name: str) -> Card | None:
    try:
        return list_file.card(root, name)
    except SanctionsListError:
        return None  # a damaged card is mended by the edition that is about to come


def _fill(path: Path, edition: Edition) -> tuple[int, int]:
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
            forms = _forms(listed)
            db.executemany("INSERT INTO address VALUES (?,?)", [(f, entries) for f in forms])
            addresses.update(listed.addresses)
            name_match.add(db, entries, listed.names)
        name_match.finish(db)
        db.commit()
    finally:
        db.close()
    with path.open("rb+") as written:
        os.fsync(written.fileno())
    return entries, len(addresses)


def _forms(listed: Listed) -> set[str]:
    """An entry's addresses as the list writes them, and in the form that screening asks by."""
    forms = set()
    for written in listed.addresses:
        forms.add(written)
        for found in find(written):
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


def _write_card(root: Path, card: Card) -> None:
    with _aside(root) as path:
        with path.open("w", encoding="utf-8") as written:
            written.write(card.model_dump_json(indent=1))
            written.flush()
            os.fsync(written.fileno())
        path.replace(root / f"{card.name}.json")


def _sweep(root: Path, card: Card) -> None:
    """Remove databases that no reader can still be about to open."""
    files = sorted(
        root.glob(f"{card.name}-????????????????.sqlite"), key=lambda f: f.stat().st_mtime
    )
    for old in files[:-KEEP]:
        if old.name != card.database:
            old.unlink(missing_ok=True)
