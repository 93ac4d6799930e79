"""Updates whose answers could not be delivered: they stay unfinished and are handled again."""

from __future__ import annotations

import time
from collections.abc import Callable

from telegram import Update

from bot.logs import get_logger
from bot.telegram.store import Store, best_effort

_LOG = get_logger(__name__)
# An answer that could not be delivered for a day is given up.
MAX_AGE_S = 86400.0
# The updates kept, of some 10 kB each; beyond it the oldest is given up.
MAX_KEPT = 1000


class RetryQueue:
    """The updates that still need their answer delivered."""

    def __init__(self, store: Store, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Mark updates in ``store`` as finished once they need nothing more."""
        self._store, self._clock = store, clock
        self._updates: dict[int, Update] = {}
        self._since: dict[int, float] = {}

    def keep(self, update: Update) -> None:
        """Add an update whose answer could not be delivered; one older than a day is dropped."""
        since = self._since.setdefault(update.update_id, self._clock())
        if self._clock() - since > MAX_AGE_S:
            _LOG.error("update %d: given up after a day", update.update_id)
        else:
            _LOG.warning("update %d: its answer will be sent later", update.update_id)
            self._updates[update.update_id] = update
        if len(self._updates) > MAX_KEPT:
            oldest = min(self._updates)
            _LOG.error("update %d: given up, too many answers wait to be sent", oldest)
            self.finish(self._updates.pop(oldest))

    def finish(self, update: Update) -> None:
        """Mark a handled update as finished, unless its answer is still to be delivered."""
        if update.update_id not in self._updates:
            self._since.pop(update.update_id, None)
            with best_effort("that an update was answered"):
                self._store.finish_update(update.update_id)

    def take_due(self) -> list[Update]:
        """Remove and return the updates to handle again, oldest first."""
        updates, self._updates = self._updates, {}
        return [updates[key] for key in sorted(updates)]
