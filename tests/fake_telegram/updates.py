"""The queue of updates: what the bot has not yet been told, or has not yet confirmed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Condition
from typing import Any

from tests.fake_telegram.faults import Faults
from tests.fake_telegram.schema import ApiError

# Told only to a bot that asks for them by name.
ONLY_BY_NAME = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
KINDS = ONLY_BY_NAME | frozenset(
    [
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "guest_message",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "shipping_query",
        "pre_checkout_query",
        "purchased_paid_media",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_join_request",
        "chat_boost",
        "removed_chat_boost",
        "managed_bot",
    ]
)
_SECOND_POLL = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)

Update = dict[str, Any]


class Updates:
    """Updates in their order; each stays until the bot confirms it."""

    def __init__(self, changed: Condition, faults: Faults) -> None:
        self.waiting: list[Update] = []
        self.allowed: list[str] = []
        self.closed = False
        self.waited_for = False
        self._changed = changed
        self._faults = faults
        self._again: list[Update] = []
        self._next = 500_000_001
        self._poll = 0
        self._ended_by = _SECOND_POLL
        self._held: list[Update] | None = None

    def push(self, kind: str, what: dict[str, Any]) -> Update | None:
        """The update made of something that happened, if the bot wants to hear of such things."""
        with self._changed:
            wanted = self.allowed or sorted(KINDS - ONLY_BY_NAME)
            if kind not in wanted:
                return None
            update = {"update_id": self._next, kind: what}
            self._next += 1
            (self.waiting if self._held is None else self._held).append(update)
            self._changed.notify_all()
            return update

    @contextmanager
    def together(self) -> Iterator[None]:
        """Everything that happens in the block reaches the bot as one batch."""
        with self._changed:
            self._held = []
        try:
            yield
        finally:
            with self._changed:
                self.waiting += self._held
                self._held = None
                self._changed.notify_all()

    def allow(self, kinds: Sequence[str] | None, notes: list[str]) -> None:
        """From now on tell only of these kinds; an empty list is the usual ones."""
        if kinds is not None:
            notes += [f"unknown kind of update {kind}" for kind in kinds if kind not in KINDS]
            self.allowed = list(kinds)

    def poll(
        self, offset: int, limit: int, timeout: float, gone: Callable[[], bool]
    ) -> list[Update] | None:
        """The next batch, after waiting for one; None when the caller has gone away."""
        with self._changed:
            self._poll += 1
            self._ended_by = _SECOND_POLL
            mine, until = self._poll, time.monotonic() + timeout
            self._changed.notify_all()
            self._confirm(offset)
            while not (batch := self.batch(limit)):
                left = until - time.monotonic()
                if self.closed or left <= 0:
                    return []
                self.waited_for = True
                self._changed.notify_all()
                self._changed.wait(left)
                self.waited_for = False
                if self._poll != mine:
                    if gone():
                        return None
                    raise ApiError(self._ended_by, 409)
            return batch

    @property
    def ready(self) -> bool:
        """Whether there is something to deliver."""
        return bool(self.waiting or self._again)

    def batch(self, limit: int) -> list[Update]:
        """What is delivered next, with the faults asked for; it stays in the queue."""
        repeated, self._again = self._again, []
        fresh = self.waiting[: max(1, min(limit, 100))]
        twice = fresh[: self._faults.repeats]
        self._faults.repeats -= len(twice)
        self._again = twice
        batch = repeated + [update for update in fresh if update not in repeated]
        if len(batch) > 1 and self._faults.reversals:
            self._faults.reversals -= 1
            batch.reverse()
        return batch

    def drop(self, update: Update | None = None) -> None:
        """Forget one update, or all of them."""
        with self._changed:
            self.waiting = [u for u in self.waiting if update is not None and u is not update]
            self._changed.notify_all()

    def interrupt(self) -> None:
        """End the poll that is under way, for a webhook takes its place."""
        with self._changed:
            self._poll += 1
            self._ended_by = "terminated by setWebhook request"
            self._changed.notify_all()

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self.waiting = self.waiting[offset:]
        elif offset:
            self.waiting = [u for u in self.waiting if u["update_id"] >= offset]
        self._changed.notify_all()
