"""The token bucket behind every rate limit."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class TokenBucket:
    """A token bucket: ``size`` calls at once, then ``rate`` calls a second."""

    size: float
    rate: float
    updated: float
    level: float = field(init=False)

    def __post_init__(self) -> None:
        self.level = self.size

    def reserve(self, now: float) -> float:
        """Take a token, on credit if there is none; seconds to wait before the call."""
        self.level = self._level_at(now) - 1
        self.updated = now
        return max(0.0, -self.level / self.rate)

    def try_take(self, now: float) -> bool:
        """Take a token if there is one; False otherwise."""
        if not self.has_token(now):
            return False
        self.reserve(now)
        return True

    def has_token(self, now: float) -> bool:
        """Whether a call could be made without waiting."""
        return self._level_at(now) >= 1

    def _level_at(self, now: float) -> float:
        return min(self.size, self.level + (now - self.updated) * self.rate)
