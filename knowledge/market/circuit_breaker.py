"""Circuit breaker of one source: after repeated failures no calls for a while, then one probe."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field

from knowledge.errors import Fault, SourceError

FAILURE_THRESHOLD = 3
FAILURE_WINDOW_S = 60.0
FIRST_PAUSE_S, MAX_PAUSE_S = 60.0, 900.0


@dataclass
class CircuitBreaker:
    """The state of one source. Times are seconds of a monotonic clock.

    Closed: calls pass. Open: none do until ``open_until``. Half-open: one probe may pass. A
    geographic block opens it for good, since asking again from the same place cannot help.
    """

    failed_at: deque[float] = field(default_factory=deque)
    open_until: float = 0.0
    pause_s: float = 0.0
    probing: bool = False
    last_error: SourceError | None = None

    def state(self, now: float) -> str:
        """``closed``, ``open`` or ``half-open``, for the operator."""
        if not self.open_until:
            return "closed"
        return "open" if now < self.open_until else "half-open"

    def try_acquire(self, now: float) -> bool:
        """Whether a call may be made. After True of a half-open breaker its result is due."""
        if not self.open_until:
            return True
        if now < self.open_until or self.probing:
            return False
        self.probing = True
        return True

    def record_success(self) -> None:
        """Close the breaker."""
        self.failed_at.clear()
        self.open_until, self.pause_s, self.probing, self.last_error = 0.0, 0.0, False, None

    def record_failure(self, error: SourceError, now: float) -> None:
        """Count a failed call; open the breaker after too many of them.

        Each failed probe doubles the pause. A pair that is not traded counts as a success: the
        source did answer.
        """
        if error.fault is Fault.UNKNOWN_PAIR:
            self.record_success()
            return
        was_probe, self.probing, self.last_error = self.probing, False, error
        if error.fault is Fault.GEO_BLOCKED:
            self.open_until = math.inf
            return
        if error.fault is Fault.RATE_LIMITED and error.retry_after:
            self.open_until = now + error.retry_after
            return
        self.failed_at.append(now)
        while self.failed_at and now - self.failed_at[0] > FAILURE_WINDOW_S:
            self.failed_at.popleft()
        if was_probe or len(self.failed_at) >= FAILURE_THRESHOLD:
            self.pause_s = min(self.pause_s * 2 or FIRST_PAUSE_S, MAX_PAUSE_S)
            self.open_until = now + self.pause_s
            self.failed_at.clear()
