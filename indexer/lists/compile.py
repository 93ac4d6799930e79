"""A list's file made into the database that screens: written aside, checked, then put in force."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from indexer.lists.entry import Edition, Listed
from indexer.lists.formats import READERS
from knowledge.compliance.addresses.find import find
from knowledge.compliance.lists import book, names
from knowledge.compliance.lists.book import LISTS, Card
from knowledge.errors import ListFault

# A list that loses more than this share at once is more likely cut off than shortened.
SHRINK = 0.2
KEEP = 2


def put_in_force(
    root: Path,
    name: str,
    file: BinaryIO,
    source: str,
    now: dt.datetime,
    *,
    accept: bool = False,
    vouched: bool = True,
) -> Card:
    """The card of the new edition, in force when this returns; ListFault leaves the old one.

    ``accept`` takes an edition that is much smaller or older than the last. A file that is the
    same as before is current as of now only if somebody, or its publisher, ``vouched`` for that.
    """
    if name not in READERS:
        raise ListFault(f"There is no list {name!r}.", mend=f"Lists: {', '.join(LISTS)}.")
    last = _last(root, name)
    origin = _digest(file)
    if last and last.source_sha256 == origin and book.digest(root / last.database) == last.sha256:
        seen = now if vouched else last.fetched_at
        same = last.model_copy(update={"fetched_at": seen, "source": source})
        _write_card(root, same)
        return same
    edition = READERS[name](file)
    with _room(name), _aside(root) as path:
        entries, addresses = _fill(path, edition)
        if not entries:
            raise ListFault(f"This file of the list {name} has no entries.")
        card = Card(
            name=name, title=LISTS[name], published=edition.published, fetched_at=now,
            source=source, source_sha256=origin, sha256=book.digest(path), entries=entries,
            addresses=addresses,
        )  # fmt: skip
        if last and not accept:
            _compare(last, card)
        path.replace(root / card.database)
        _write_card(root, card)
    _sweep(root, card)
    return card


@contextlib.contextmanager
def _room(name: str) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        raise ListFault(
            f"The list {name} cannot be written ({error}); the one before stays in force.",
            mend="Make room on the disk, then try again.",
        ) from None


def _digest(file: BinaryIO) -> str:
    seen = hashlib.sha256()
    while chunk := file.read(1 << 20):
        seen.update(chunk)
    file.seek(0)
    return seen.hexdigest()


def _last(root: Path, name: str) -> Card | None:
    try:
        return book.card(root, name)
    except ListFault:
        return None  # a damaged card is mended by the edition that is about to come


def _fill(path: Path, edition: Edition) -> tuple[int, int]:
    entries = addresses = 0
    db = sqlite3.connect(path)
    try:
        db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;")
        db.executescript(book.SCHEMA + names.SCHEMA)
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
            addresses += len(listed.addresses)
            names.add(db, entries, listed.names)
        names.finish(db)
        db.commit()
    finally:
        db.close()
    with path.open("rb+") as written:
        os.fsync(written.fileno())
    return entries, addresses


def _forms(listed: Listed) -> set[str]:
    """An entry's addresses as the list writes them, and in the form that screening asks by."""
    forms = set()
    for written in listed.addresses:
        forms.add(written)
        for found in find(written):
            forms.update((found.canonical, *(other.canonical for other in found.also)))
    return forms


def _compare(last: Card, new: Card) -> None:
    mend = "Look at the file; if it is right, add --accept."
    for what, before, after in (
        ("entries", last.entries, new.entries),
        ("addresses", last.addresses, new.addresses),
    ):
        if after < before * (1 - SHRINK):
            raise ListFault(
                f"The list {new.name} fell from {before:,} to {after:,} {what}; "
                f"the edition of {last.dated} stays in force.",
                mend=mend,
            )
    if last.published and new.published and new.published < last.published:
        raise ListFault(
            f"This file of the list {new.name} is of {new.published}, older than the one in force "
            f"({last.published}).",
            mend=mend,
        )


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
