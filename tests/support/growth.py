"""How the cost of a function grows with its input."""

from __future__ import annotations

import time
from collections.abc import Callable


def assert_linear(work: Callable[[str], object], piece: str) -> None:
    """A text four times as long, of one repeated piece, costs at most ten times the time.

    Measured in the thread's own processor time, the best of three, so that a busy machine does
    not count.
    """

    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        spent = []
        for _ in range(3):
            begin = time.thread_time()
            work(text)
            spent.append(time.thread_time() - begin)
        return min(spent)

    seconds(100)
    short, long = seconds(2500), seconds(10_000)
    assert long < 10 * short + 0.05
