"""A fuse for each source: after failures in a row it is left alone for a while, then tried once."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field

from knowledge.market.sources import Fault, SourceError

FAILURES, WITHIN = 3, 60.0
FIRST_PAUSE, LONGEST_PAUSE = 60.0, 900.0
# These say nothing about the source's health.
_HARMLESS = {Fault.UNKNOWN_PAIR}


@dataclass
class Breaker:
    """The fuse of one source. Times are seconds of a monotonic clock.

    Closed: calls pass. Open: none do until ``until``; then one probe may. A country wall opens it
    for good: asking again from the same place cannot help.
    """

    failed: deque[float] = field(default_factory=deque)
    until: float = 0.0
    pause: float = 0.0
    probing: bool = False
    why: str = ""

    def state(self, now: float) -> str:
        """``closed``, ``open`` or ``half-open``, for the operator."""
        if not self.until:
            return "closed"
        return "open" if now < self.until else "half-open"

    def allows(self, now: float) -> bool:
        """Whether a call may be made; a yes to a half-open fuse is a promise to report back."""
        if not self.until:
            return True
        if now < self.until or self.probing:
            return False
        self.probing = True
        return True

    def succeeded(self) -> None:
        """The call gave an answer: the fuse closes."""
        self.failed.clear()
        self.until, self.pause, self.probing, self.why = 0.0, 0.0, False, ""

    def fell(self, error: SourceError, now: float) -> None:
        """The call failed: count it, and open the fuse when there were too many."""
        if error.fault in _HARMLESS:
            # It answered, which is what a probe wants to know.
            self.succeeded()
            return
        probed, self.probing, self.why = self.probing, False, error.sentence
        if error.fault is Fault.GEO_BLOCKED:
            self.until = math.inf
            return
        if error.fault is Fault.RATE_LIMITED and error.retry_after:
            self.until = now + error.retry_after
            return
        self.failed.append(now)
        while self.failed and now - self.failed[0] > WITHIN:
            self.failed.popleft()
        if probed or len(self.failed) >= FAILURES:
            self.pause = min(self.pause * 2 or FIRST_PAUSE, LONGEST_PAUSE)
            self.until = now + self.pause
            self.failed.clear()
