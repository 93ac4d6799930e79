"""A circuit breaker per source: after repeated failures no calls for a while, then one probe."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field

from knowledge.market.sources import Fault, SourceError

FAILURE_THRESHOLD, FAILURE_WINDOW_S = 3, 60.0
FIRST_PAUSE_S, MAX_PAUSE_S = 60.0, 900.0
# These say nothing about the source's health.
_HARMLESS = {Fault.UNKNOWN_PAIR}


@dataclass
class CircuitBreaker:
    """The breaker of one source. Times are seconds of a monotonic clock.

    Closed: calls pass. Open: none do until ``until``; then one probe may. A country wall opens it
    for good: asking again from the same place cannot help.
    """

    failed_at: deque[float] = field(default_factory=deque)
    open_until: float = 0.0
    pause_s: float = 0.0
    probing: bool = False
    why: str = ""

    def state(self, now: float) -> str:
        """``closed``, ``open`` or ``half-open``, for the operator."""
        if not self.open_until:
            return "closed"
        return "open" if now < self.open_until else "half-open"

    def try_acquire(self, now: float) -> bool:
        """Whether a call may be made; a yes to a half-open breaker is a promise to report back."""
        if not self.open_until:
            return True
        if now < self.open_until or self.probing:
            return False
        self.probing = True
        return True

    def record_success(self) -> None:
        """The call gave an answer: the breaker closes."""
        self.failed_at.clear()
        self.open_until, self.pause_s, self.probing, self.why = 0.0, 0.0, False, ""

    def record_failure(self, error: SourceError, now: float) -> None:
        """The call failed: count it, and open the breaker when there were too many."""
        if error.fault in _HARMLESS:
            # It answered, which is what a probe wants to know.
            self.record_success()
            return
        probed, self.probing, self.why = self.probing, False, error.sentence
        if error.fault is Fault.GEO_BLOCKED:
            self.open_until = math.inf
            return
        if error.fault is Fault.RATE_LIMITED and error.retry_after:
            self.open_until = now + error.retry_after
            return
        self.failed_at.append(now)
        while self.failed_at and now - self.failed_at[0] > FAILURE_WINDOW_S:
            self.failed_at.popleft()
        if probed or len(self.failed_at) >= FAILURE_THRESHOLD:
            self.pause_s = min(self.pause_s * 2 or FIRST_PAUSE_S, MAX_PAUSE_S)
            self.open_until = now + self.pause_s
            self.failed_at.clear()
