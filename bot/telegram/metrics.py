"""What the bot counts about itself, in the text format of Prometheus."""

from __future__ import annotations

import time
from collections import Counter, deque
from dataclasses import dataclass, field

LATENCY_WINDOW = 1000


@dataclass
class Metrics:
    """Updates by kind, replies by kind, refusals, errors, and the latest answer times."""

    started: float = field(default_factory=time.time)
    updates: Counter[str] = field(default_factory=Counter)
    replies: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    errors: int = 0
    answer_seconds: deque[float] = field(default_factory=lambda: deque(maxlen=LATENCY_WINDOW))

    def quantile(self, share: float) -> float | None:
        """Seconds within which that share of the latest answers was made; None without any."""
        ordered = sorted(self.answer_seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None

    def prometheus(self) -> str:
        """All metrics in the text format of Prometheus."""
        lines = ["# TYPE tradewind_updates_total counter"]
        lines += [
            f'tradewind_updates_total{{kind="{kind}"}} {count}'
            for kind, count in sorted(self.updates.items())
        ]
        lines.append("# TYPE tradewind_replies_total counter")
        lines += [
            f'tradewind_replies_total{{kind="{kind}"}} {count}'
            for kind, count in sorted(self.replies.items())
        ]
        lines += [
            "# TYPE tradewind_refused_total counter",
            f"tradewind_refused_total {self.refused}",
            "# TYPE tradewind_errors_total counter",
            f"tradewind_errors_total {self.errors}",
            "# TYPE tradewind_answer_seconds summary",
        ]
        lines += [
            f'tradewind_answer_seconds{{quantile="{share}"}} {value:.4f}'
            for share in (0.5, 0.95)
            if (value := self.quantile(share)) is not None
        ]
        return "\n".join(lines) + "\n"
