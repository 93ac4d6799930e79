"""A limit for each user on what is sent besides answers: replies to commands, refusals, notices."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from bot.telegram.delivery.token_bucket import TokenBucket

# A minute of one answer a second, then one every 15 s, 240 an hour: more than anybody needs.
SERVICE_BURST, SERVICE_PER_S = 60.0, 1 / 15
# An app sends an inline query for every letter typed.
TYPING_BURST, TYPING_PER_S = 200.0, 1.0
# The users remembered, some 300 bytes each.
MAX_USERS = 10_000


class ServiceQuota:
    """A token bucket for each user."""

    def __init__(
        self,
        burst: float = SERVICE_BURST,
        per_s: float = SERVICE_PER_S,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Allow ``burst`` answers at once, then ``per_s`` a second."""
        self._burst, self._per_s, self._clock = burst, per_s, clock
        self._buckets: OrderedDict[int, TokenBucket] = OrderedDict()

    def try_take(self, user: int) -> bool:
        """Count an answer; False when the user has had enough of them, and gets none."""
        now = self._clock()
        bucket = self._buckets.pop(user, None) or TokenBucket(self._burst, self._per_s, now)
        self._buckets[user] = bucket
        while len(self._buckets) > MAX_USERS:
            self._buckets.popitem(last=False)
        return bucket.try_take(now)
