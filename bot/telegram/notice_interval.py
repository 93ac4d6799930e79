"""A limit on notices: one in an interval, so that nobody can have the bot repeat itself."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable


class NoticeInterval:
    """When each user or chat last had a notice; of too many the oldest is forgotten."""

    def __init__(
        self, interval_s: float, max_keys: int, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Let one notice pass in ``interval_s``; remember ``max_keys`` users or chats."""
        self._interval_s, self._max_keys, self._clock = interval_s, max_keys, clock
        self._sent_at: OrderedDict[Hashable, float] = OrderedDict()

    def __len__(self) -> int:
        return len(self._sent_at)

    def is_due(self, key: Hashable) -> bool:
        """Whether the last notice was at least the interval ago."""
        return self._clock() - self._sent_at.get(key, float("-inf")) >= self._interval_s

    def record(self, key: Hashable) -> None:
        """A notice is sent now."""
        self.forget(key)
        self._sent_at[key] = self._clock()
        while len(self._sent_at) > self._max_keys:
            self._sent_at.popitem(last=False)

    def forget(self, key: Hashable) -> None:
        """The next notice is due."""
        self._sent_at.pop(key, None)

    def try_take(self, key: Hashable) -> bool:
        """Whether a notice is due; it counts as sent."""
        is_due = self.is_due(key)
        if is_due:
            self.record(key)
        return is_due
