"""How many questions one user may ask an hour, so that nobody uses up the bot."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable

from bot.messages import message
from bot.telegram.access import SHARED_IDS
from bot.telegram.notice_interval import NoticeInterval

HOUR_S = 3600.0
# The users remembered, and the times of questions over all of them, of 32 bytes each: beyond
# either limit the user who asked longest ago is forgotten.
MAX_USERS, MAX_TIMES = 10_000, 500_000
# A user who has reached the limit is told so at most once in this time.
NOTICE_INTERVAL_S = 60.0


class UserQuota:
    """A sliding window of an hour for each user."""

    def __init__(self, per_hour: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Allow ``per_hour`` questions; ``clock`` is in seconds."""
        self._per_hour, self._clock = per_hour, clock
        self._asked_at: OrderedDict[int, deque[float]] = OrderedDict()
        self._notices = NoticeInterval(NOTICE_INTERVAL_S, MAX_USERS, clock=clock)
        self._times = 0

    def acquire(self, user: int) -> float:
        """Count a question and return 0; if the quota is used up, the seconds to wait."""
        now = self._clock()
        asked_at = self._asked_at.pop(user, None) or deque()
        self._asked_at[user] = asked_at
        while len(self._asked_at) > MAX_USERS or self._times > MAX_TIMES:
            self._times -= len(self._asked_at.popitem(last=False)[1])
        while asked_at and now - asked_at[0] >= HOUR_S:
            asked_at.popleft()
            self._times -= 1
        if len(asked_at) >= self._per_hour:
            return HOUR_S - (now - asked_at[0])
        asked_at.append(now)
        self._times += 1
        return 0.0

    def may_notify(self, user: int) -> bool:
        """Whether a user is to be sent a message about the limit now; it counts as sent."""
        return self._notices.try_take(user)


def quota_holder(user: int, chat: int) -> int:
    """The id against whose quota a question counts.

    The chat's for those who write in the name of a group or a channel: Telegram gives all of them
    the same user id.
    """
    return chat if user in SHARED_IDS else user


def quota_text(wait_s: float, language: str) -> str:
    """What to tell a user whose quota is used up for ``wait_s``."""
    return message("tg_budget", language, minutes=max(1, round(wait_s / 60)))
