"""Answers that could not be delivered: the update stays open, and is tried again later."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from telegram import Update

_LOG = logging.getLogger("tradewind.telegram")
# An answer that could not be delivered for so long is not worth delivering.
MAX_AGE_S = 86400.0


class RetryQueue:
    """Which updates are still owed an answer."""

    def __init__(
        self, finished: Callable[[Update], None], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Tell ``finished`` of each update that is owed nothing any more."""
        self._finished, self._clock = finished, clock
        self._owed: dict[int, Update] = {}
        self._since: dict[int, float] = {}

    def keep(self, update: Update) -> None:
        """The answer to an update could not be delivered."""
        since = self._since.setdefault(update.update_id, self._clock())
        if self._clock() - since > MAX_AGE_S:
            _LOG.error("update %d: given up after a day", update.update_id)
        else:
            _LOG.warning("update %d: its answer is owed and tried again", update.update_id)
            self._owed[update.update_id] = update

    def done(self, update: Update) -> None:
        """An update was handled: it is finished, unless its answer is still owed."""
        if update.update_id not in self._owed:
            self._since.pop(update.update_id, None)
            self._finished(update)

    def due(self) -> list[Update]:
        """The updates to be handled again, the oldest first."""
        found, self._owed = self._owed, {}
        return [found[key] for key in sorted(found)]
