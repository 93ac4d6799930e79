"""Compiling a list's published file into the database that screens, and activating it."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from indexer.sanctions import plausibility
from indexer.sanctions.database import write_database
from indexer.sanctions.models import ParsedEdition
from indexer.sanctions.parsers import PARSERS
from knowledge.compliance.sanctions import list_file
from knowledge.compliance.sanctions.catalogue import LISTS
from knowledge.compliance.sanctions.list_file import FORMAT, ListManifest
from knowledge.errors import SanctionsListError
from knowledge.files import (
    OWNER_ONLY_FOLDER_MODE,
    OWNER_ONLY_MODE,
    create_aside,
    replace_durably,
    write_atomically,
)

EDITIONS_KEPT = 2
# All files of a list together: OFAC's largest has 120 MB. Parsers take memory in proportion.
MAX_FILES_BYTES = 1 << 30
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class _Source:
    """Where the files of an edition are from, their SHA-256, and when they were fetched."""

    place: str
    sha256: str
    fetched_at: dt.datetime


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
    """Compile a list's files and put the edition in force; its manifest.

    On SanctionsListError the edition before stays in force. ``accept`` takes an edition that is
    much smaller or older than the last one. Files that are the same as before make the edition
    current as of ``now`` only if the operator or the publisher ``confirmed_current``.
    """
    if name not in PARSERS:
        raise SanctionsListError(f"There is no list {name!r}.", fix=f"Lists: {', '.join(LISTS)}.")
    last = _read_last_manifest(root, name)
    origin = sha256_of_streams(files)
    if last and last.source_sha256 == origin and _is_intact(root, last):
        seen = now if confirmed_current else last.fetched_at
        unchanged = last.model_copy(update={"fetched_at": seen, "source": source})
        _write_manifest(root, unchanged)
        return unchanged
    edition = PARSERS[name](*files)
    plausibility.check_date(name, edition.published, now)
    with _disk_errors_explained(name):
        root.mkdir(mode=OWNER_ONLY_FOLDER_MODE, parents=True, exist_ok=True)
        manifest = _compile_edition(
            root, name, edition, _Source(source, origin, now), last, check=not accept
        )
        _write_manifest(root, manifest)
    _remove_old_databases(root, manifest)
    return manifest


def sha256_of_streams(files: Sequence[BinaryIO], max_bytes: int = MAX_FILES_BYTES) -> str:
    """The SHA-256 of files, one after another, in hex; of one file, what its publisher gives.

    SanctionsListError when they are larger than any list, such as a device that never ends.
    """
    total, read = hashlib.sha256(), 0
    for file in files:
        while chunk := file.read(_CHUNK_BYTES):
            total.update(chunk)
            read += len(chunk)
            if read > max_bytes:
                raise SanctionsListError("The file is larger than any list (1 GB).")
        file.seek(0)
    return total.hexdigest()


def _compile_edition(
    root: Path,
    name: str,
    edition: ParsedEdition,
    source: _Source,
    last: ListManifest | None,
    *,
    check: bool,
) -> ListManifest:
    """Write the database of an edition under the name in its manifest; the manifest."""
    with create_aside(root, mode=OWNER_ONLY_MODE) as aside:
        entries, addresses = write_database(aside, edition)
        if not entries:
            raise SanctionsListError(f"This file of the list {name} has no entries.")
        manifest = ListManifest(
            name=name,
            title=LISTS[name],
            published=edition.published,
            fetched_at=source.fetched_at,
            source=source.place,
            source_sha256=source.sha256,
            sha256=list_file.hash_database(aside),
            entries=entries,
            addresses=addresses,
        )
        if check:
            plausibility.check_size_and_age(last, manifest)
        replace_durably(aside, root / manifest.database)
    return manifest


@contextlib.contextmanager
def _disk_errors_explained(name: str) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        raise SanctionsListError(
            f"The list {name} cannot be written ({error}); the one before stays in force.",
            fix="Make room on the disk, then try again.",
        ) from None


def _is_intact(root: Path, manifest: ListManifest) -> bool:
    """Whether the manifest's database is there, undamaged, and of the present format."""
    intact = list_file.hash_database(root / manifest.database) == manifest.sha256
    return manifest.format == FORMAT and intact


def _read_last_manifest(root: Path, name: str) -> ListManifest | None:
    try:
        return list_file.read_manifest(root, name)
    except SanctionsListError:
        return None  # the new edition replaces a damaged manifest


def _write_manifest(root: Path, manifest: ListManifest) -> None:
    content = manifest.model_dump_json(indent=1).encode()
    write_atomically(root / f"{manifest.name}.json", content, mode=OWNER_ONLY_MODE, durable=True)


def _remove_old_databases(root: Path, manifest: ListManifest) -> None:
    """Remove the list's databases but the newest ones, which a reader may be about to open.

    The edition is in force by now: what cannot be removed waits for the next update.
    """
    with contextlib.suppress(OSError):
        files = sorted(
            root.glob(f"{manifest.name}-????????????????.sqlite"), key=lambda f: f.lstat().st_mtime
        )
        for old in files[:-EDITIONS_KEPT]:
            if old.name != manifest.database:
                old.unlink(missing_ok=True)
