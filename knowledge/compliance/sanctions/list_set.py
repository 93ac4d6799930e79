"""The newest edition of every list, searched together, and which of them are too old."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from knowledge.compliance.sanctions import list_file
from knowledge.compliance.sanctions.catalogue import LISTS, MAX_DAYS_AHEAD, REQUIRED_LISTS
from knowledge.compliance.sanctions.list_file import (
    ListManifest,
    NameMatch,
    SanctionsEntry,
    SanctionsList,
)
from knowledge.errors import SanctionsListError
from knowledge.files import FileStamp, stamp_file

OVERDUE_AFTER = dt.timedelta(days=7)


@dataclass(frozen=True)
class SearchResult:
    """The entries found, and the lists searched: current, overdue, broken or absent ones.

    ``missing``: the required lists that are not current, or hold no address.
    """

    entries: tuple[SanctionsEntry, ...]
    alike: tuple[NameMatch, ...]
    current: tuple[ListManifest, ...]
    overdue: tuple[ListManifest, ...]
    broken: tuple[str, ...]
    absent: tuple[str, ...]
    missing: tuple[str, ...]


class SanctionsLists:
    """The lists in a folder; a new edition is opened at the next search."""

    def __init__(
        self,
        root: Path,
        *,
        overdue: dt.timedelta = OVERDUE_AFTER,
        required: Sequence[str] = REQUIRED_LISTS,
    ) -> None:
        """Search in ``root``; a list is ``overdue`` that long after its last confirmation.

        Without the ``required`` lists, a search without a hit proves nothing.
        """
        self.root, self._overdue, self._required = root, overdue, required
        self._lock = Lock()
        self._open: dict[str, tuple[FileStamp, SanctionsList]] = {}
        self._broken: set[str] = set()

    def search(
        self, now: dt.datetime, *, addresses: tuple[str, ...] = (), name: str = ""
    ) -> SearchResult:
        """Search all lists for canonical addresses, or for a name."""
        entries: list[SanctionsEntry] = []
        alike: list[NameMatch] = []
        manifests: list[ListManifest] = []
        for each in self._open_lists():
            try:
                found = each.find_by_address(addresses) if addresses else ()
                matches = each.find_by_name(name) if name else ()
            except SanctionsListError:
                self._set_broken(each.manifest.name)
                continue
            entries += found
            alike += matches
            manifests.append(each.manifest)
        alike.sort(key=lambda one: -one.score)
        overdue = [manifest for manifest in manifests if self._is_overdue(manifest, now)]
        current = tuple(m for m in manifests if m not in overdue)
        relied_on = {m.name for m in current if m.addresses}
        return SearchResult(
            entries=tuple(entries),
            alike=tuple(alike),
            current=current,
            overdue=tuple(overdue),
            broken=tuple(sorted(self._broken)),
            absent=tuple(n for n in LISTS if n not in self._open and n not in self._broken),
            missing=tuple(n for n in self._required if n not in relied_on),
        )

    def _is_overdue(self, manifest: ListManifest, now: dt.datetime) -> bool:
        """Whether a list was confirmed too long ago, or at a time that is yet to come."""
        age = manifest.age(now)
        return age > self._overdue or age < -MAX_DAYS_AHEAD or manifest.is_outdated(now)

    def _set_broken(self, name: str) -> None:
        """Report a list whose entries cannot be read; it must not hide a hit on another."""
        with self._lock:
            self._drop(name)
            self._broken.add(name)

    def _open_lists(self) -> list[SanctionsList]:
        """The lists as they are on disk now."""
        with self._lock:
            self._broken.clear()
            for name in LISTS:
                try:
                    self._reopen(name)
                except SanctionsListError:
                    # A damaged list is reported, and must not hide a hit on another.
                    self._drop(name)
                    self._broken.add(name)
            return [opened for _, opened in self._open.values()]

    def _reopen(self, name: str) -> None:
        try:
            stamp = stamp_file(self.root / f"{name}.json")
        except (FileNotFoundError, NotADirectoryError):
            self._drop(name)
            return
        except OSError:
            raise SanctionsListError(f"The list {name} cannot be read.") from None
        if name in self._open and self._open[name][0] == stamp:
            return
        manifest = list_file.read_manifest(self.root, name)
        if manifest is not None:
            opened = SanctionsList(self.root, manifest)
            self._drop(name)
            self._open[name] = (stamp, opened)

    def _drop(self, name: str) -> None:
        # Not closed: another thread may still read it; it is freed with its last user.
        self._open.pop(name, None)
