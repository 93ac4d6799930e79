"""How many questions one user may ask an hour, so that nobody uses up the bot."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable

from bot.messages import message

HOUR_S = 3600.0
MAX_USERS = 10_000


class UserQuota:
    """A sliding window of an hour for each user."""

    def __init__(self, per_hour: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Allow ``per_hour`` questions; ``clock`` is in seconds."""
        self._per_hour, self._clock = per_hour, clock
        self._asked_at: OrderedDict[int, deque[float]] = OrderedDict()

    def acquire(self, user: int) -> float:
        """Count a question and return 0; if the quota is used up, the seconds to wait."""
        now = self._clock()
        asked_at = self._asked_at.pop(user, None) or deque()
        self._asked_at[user] = asked_at
        while len(self._asked_at) > MAX_USERS:
            self._asked_at.popitem(last=False)
        while asked_at and now - asked_at[0] >= HOUR_S:
            asked_at.popleft()
        if len(asked_at) >= self._per_hour:
            return HOUR_S - (now - asked_at[0])
        asked_at.append(now)
        return 0.0


def quota_text(wait_s: float, language: str) -> str:
    """What to tell a user whose quota is used up for ``wait_s``."""
    return message("tg_budget", language, minutes=max(1, round(wait_s / 60)))
