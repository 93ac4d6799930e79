"""How much one user may ask: a share for everybody, so that no one takes it all."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable

HOUR_S = 3600.0
MAX_USERS = 10_000


class UserQuota:
    """So many questions an hour for each user."""

    def __init__(self, per_hour: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Count by ``clock``, in seconds."""
        self._most, self._clock = per_hour, clock
        self._asked: OrderedDict[int, deque[float]] = OrderedDict()

    def wait(self, user: int) -> float:
        """0 when the user may ask, which is counted; else the seconds until they may."""
        now = self._clock()
        asked = self._asked.pop(user, None) or deque()
        self._asked[user] = asked
        while len(self._asked) > MAX_USERS:
            self._asked.popitem(last=False)
        while asked and now - asked[0] >= HOUR_S:
            asked.popleft()
        if len(asked) >= self._most:
            return HOUR_S - (now - asked[0])
        asked.append(now)
        return 0.0
