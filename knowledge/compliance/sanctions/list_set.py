"""All lists that are kept here, the newest edition of each, and which of them are too old."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from knowledge.compliance.sanctions import list_file
from knowledge.compliance.sanctions.catalogue import LISTS, REQUIRED_LISTS
from knowledge.compliance.sanctions.list_file import (
    ListManifest,
    NameMatch,
    SanctionsEntry,
    SanctionsList,
)
from knowledge.errors import SanctionsListError

OVERDUE_AFTER = dt.timedelta(days=7)


@dataclass(frozen=True)
class SearchResult:
    """What the lists say: entries found, by which lists, which are overdue, broken or absent.

    ``missing`` are the required lists that are not in force, or hold no address.
    """

    entries: tuple[SanctionsEntry, ...]
    alike: tuple[NameMatch, ...]
    current: tuple[ListManifest, ...]
    overdue: tuple[ListManifest, ...]
    broken: tuple[str, ...]
    absent: tuple[str, ...]
    missing: tuple[str, ...]


class SanctionsLists:
    """Answers from the lists in a folder; a new edition is taken up at the next look."""

    def __init__(
        self,
        root: Path,
        *,
        overdue: dt.timedelta = OVERDUE_AFTER,
        required: Sequence[str] = REQUIRED_LISTS,
    ) -> None:
        """Look in ``root``; a list that was not seen to be current for so long is overdue.

        Without the ``required`` lists, finding nothing is worth nothing.
        """
        self.root, self._overdue, self._required = root, overdue, required
        self._lock = Lock()
        self._open: dict[str, tuple[tuple[int, int, int], SanctionsList]] = {}
        self._broken: set[str] = set()

    def search(
        self, now: dt.datetime, *, addresses: tuple[str, ...] = (), name: str = ""
    ) -> SearchResult:
        """What all lists say of addresses, in the form that lists know them by, or of a name."""
        books = self._books()
        entries = tuple(e for each in books if addresses for e in each.find_by_address(addresses))
        alike = [a for each in books if name for a in each.find_by_name(name)]
        alike.sort(key=lambda one: -one.score)
        cards = [each.card for each in books]
        late = [c for c in cards if c.age(now) > self._overdue or c.is_outdated(now)]
        current = tuple(card for card in cards if card not in late)
        relied_on = {card.name for card in current if card.addresses}
        return SearchResult(
            entries=entries,
            alike=tuple(alike),
            current=current,
            overdue=tuple(late),
            broken=tuple(sorted(self._broken)),
            absent=tuple(n for n in LISTS if n not in self._open and n not in self._broken),
            missing=tuple(n for n in self._required if n not in relied_on),
        )

    def _books(self) -> list[SanctionsList]:
        """The lists as they are on disk at this moment."""
        with self._lock:
            self._broken.clear()
            for name in LISTS:
                try:
                    self._take_up(name)
                except SanctionsListError:
                    # One damaged list must be told of, and must not hide a hit on another.
                    self._drop(name)
                    self._broken.add(name)
            return [opened for _, opened in self._open.values()]

    def _take_up(self, name: str) -> None:
        try:
            seen = (self.root / f"{name}.json").stat()
        except OSError:
            self._drop(name)
            return
        stamp = (seen.st_mtime_ns, seen.st_ino, seen.st_size)
        if name in self._open and self._open[name][0] == stamp:
            return
        card = list_file.read_manifest(self.root, name)
        if card is not None:
            opened = SanctionsList(self.root, card)
            self._drop(name)
            self._open[name] = (stamp, opened)

    def _drop(self, name: str) -> None:
        # Not closed here: another thread may still be reading; it is freed with its last user.
        self._open.pop(name, None)
