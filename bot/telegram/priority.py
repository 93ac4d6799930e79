"""How much a call to Telegram matters when its chat has to wait."""

from __future__ import annotations

from enum import IntEnum


class Priority(IntEnum):
    """A droppable call is left out rather than delayed; a call that must be sent waits."""

    # The library does not pass falsy values on to the limiter, so there is no 0.
    DROPPABLE = 1
    MUST_SEND = 2
