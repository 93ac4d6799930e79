"""Calls of outside sources, shared and guarded: one at a time for each, none to a dead one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from knowledge.market.circuit_breaker import CircuitBreaker
from knowledge.market.models import Failure
from knowledge.market.sources import Fault, SourceError

T = TypeVar("T")
# A failure is remembered this long, so that a thousand callers do not ask a thousand times.
NEGATIVE_TTL_S = 5.0
# That an exchange does not trade a pair is remembered for longer.
UNKNOWN_PAIR_TTL_S = 3600.0
MAX_ENTRIES = 4096


@dataclass
class _CacheEntry:
    value: Any
    error: SourceError | None
    until: float


class SourceCache:
    """Answers kept for their time to live; whoever asks meanwhile shares the call under way."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Measure lives and pauses by ``clock``, in seconds."""
        self._clock = clock
        self._entries: dict[Hashable, _CacheEntry] = {}
        self._in_flight: dict[Hashable, asyncio.Task[Any]] = {}
        self.breakers: dict[str, CircuitBreaker] = {}

    def now(self) -> float:
        """Now, by the feed's clock."""
        return self._clock()

    async def get(
        self, source: str, key: Hashable, ttl: float, call: Callable[[], Awaitable[T]]
    ) -> T:
        """The answer of ``call``, or the one kept; SourceError when there is none.

        ``source`` names the fuse that guards the call.
        """
        now = self._clock()
        whole = (source, key)
        kept = self._entries.get(whole)
        if kept and now < kept.until:
            if kept.error:
                raise kept.error
            value: T = kept.value
            return value
        task = self._in_flight.get(whole)
        if task is None:
            breaker = self.breakers.setdefault(source, CircuitBreaker())
            if not breaker.try_acquire(now):
                raise SourceError(source, Fault.UNAVAILABLE, f"is paused: it {breaker.why}")
            task = asyncio.create_task(self._call(source, whole, ttl, call))
            self._in_flight[whole] = task
            task.add_done_callback(lambda done: self._finish(whole, done))
        # One impatient caller must not cancel the call for the others.
        shared: T = await asyncio.shield(task)
        return shared

    def _finish(self, key: Hashable, task: asyncio.Task[Any]) -> None:
        self._in_flight.pop(key, None)
        if not task.cancelled():
            # Looked at even if every caller has gone, or asyncio complains of an unseen error.
            task.exception()

    async def _call(
        self, source: str, key: Hashable, ttl: float, call: Callable[[], Awaitable[Any]]
    ) -> Any:
        breaker = self.breakers[source]
        try:
            value = await call()
        except SourceError as error:
            breaker.record_failure(error, self._clock())
            pause = (
                UNKNOWN_PAIR_TTL_S
                if error.fault is Fault.UNKNOWN_PAIR
                else min(NEGATIVE_TTL_S, ttl)
            )
            self._store(key, _CacheEntry(None, error, self._clock() + pause))
            raise
        except asyncio.CancelledError:
            breaker.probing = False
            raise
        breaker.record_success()
        self._store(key, _CacheEntry(value, None, self._clock() + ttl))
        return value

    def _store(self, key: Hashable, kept: _CacheEntry) -> None:
        if len(self._entries) >= MAX_ENTRIES:
            now = self._clock()
            self._entries = {k: v for k, v in self._entries.items() if v.until > now}
        self._entries[key] = kept


async def gather_results(
    calls: Sequence[tuple[str, Awaitable[T]]], budget: float
) -> tuple[list[T], list[Failure]]:
    """What the named calls gave within the time, in their order, and why the others did not."""
    tasks = [(name, asyncio.ensure_future(call)) for name, call in calls]
    if not tasks:
        return [], []
    await asyncio.wait([task for _, task in tasks], timeout=budget)
    found: list[T] = []
    failures: list[Failure] = []
    for name, task in tasks:
        if not task.done():
            task.cancel()
            sentence = f"did not answer within {budget:g} s"
            failures.append(Failure(source=name, sentence=sentence, kind="timeout"))
            continue
        error = task.exception()
        if error is None:
            found.append(task.result())
        elif isinstance(error, SourceError):
            failures.append(Failure(source=error.source, sentence=error.sentence, kind=error.fault))
        else:
            raise error
    return found, failures
