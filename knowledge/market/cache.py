"""Cache of the answers of outside sources: one call at a time for a key, guarded by a breaker."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from knowledge.errors import Fault, SourceError
from knowledge.market.circuit_breaker import CircuitBreaker
from knowledge.market.failures import build_failure, build_source_error, to_failure
from knowledge.market.models import Failure

_LOG = logging.getLogger(__name__)
T = TypeVar("T")
# How long a failure is kept, so that a thousand callers do not ask a thousand times.
NEGATIVE_TTL_S = 5.0
# How long it is kept that an exchange does not trade a pair.
UNKNOWN_PAIR_TTL_S = 3600.0
MAX_ENTRIES = 4096


@dataclass
class _CacheEntry:
    value: Any
    error: SourceError | None
    expires_at: float


class SourceCache:
    """Answers kept for their time to live; concurrent callers share the call under way."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Measure lifetimes and pauses by ``clock``, in seconds."""
        self._clock = clock
        self._entries: dict[Hashable, _CacheEntry] = {}
        self._in_flight: dict[Hashable, asyncio.Task[Any]] = {}
        self.breakers: dict[str, CircuitBreaker] = {}

    def now(self) -> float:
        """The time of the cache's clock, in seconds."""
        return self._clock()

    async def get(
        self, source: str, key: Hashable, ttl_s: float, call: Callable[[], Awaitable[T]]
    ) -> T:
        """The cached answer for ``source`` and ``key``, else that of ``call``.

        SourceError when the call fails, when it failed a moment ago, and while the breaker of
        ``source`` is open.
        """
        now = self._clock()
        full_key = (source, key)
        entry = self._entries.get(full_key)
        if entry and now < entry.expires_at:
            if entry.error:
                raise entry.error
            value: T = entry.value
            return value
        task = self._in_flight.get(full_key)
        if task is None:
            breaker = self.breakers.setdefault(source, CircuitBreaker())
            if not breaker.try_acquire(now):
                raise _build_paused_error(source, breaker)
            task = asyncio.create_task(self._call(source, full_key, ttl_s, call))
            self._in_flight[full_key] = task
            task.add_done_callback(lambda done: self._finish(full_key, done))
        # A caller that is cancelled must not cancel the call for the others.
        shared: T = await asyncio.shield(task)
        return shared

    def _finish(self, key: Hashable, task: asyncio.Task[Any]) -> None:
        self._in_flight.pop(key, None)
        if not task.cancelled():
            # Retrieved even if every caller has gone: asyncio warns of errors that nobody saw.
            task.exception()

    async def _call(
        self, source: str, key: Hashable, ttl_s: float, call: Callable[[], Awaitable[Any]]
    ) -> Any:
        breaker = self.breakers[source]
        try:
            value = await call_source(source, call)
        except SourceError as error:
            breaker.record_failure(error, self._clock())
            unknown = error.fault is Fault.UNKNOWN_PAIR
            error_ttl_s = UNKNOWN_PAIR_TTL_S if unknown else min(NEGATIVE_TTL_S, ttl_s)
            self._store(key, _CacheEntry(None, error, self._clock() + error_ttl_s))
            raise
        except asyncio.CancelledError:
            breaker.probing = False
            raise
        breaker.record_success()
        self._store(key, _CacheEntry(value, None, self._clock() + ttl_s))
        return value

    def _store(self, key: Hashable, entry: _CacheEntry) -> None:
        if len(self._entries) >= MAX_ENTRIES:
            now = self._clock()
            self._entries = {k: v for k, v in self._entries.items() if v.expires_at > now}
        self._entries[key] = entry


def _build_paused_error(source: str, breaker: CircuitBreaker) -> SourceError:
    last = breaker.last_error
    if last is None:
        return build_source_error(source, "out_of_service")
    values: dict[str, Any] = last.values
    return build_source_error(source, "paused", cause=last.key, **values)


async def call_source(source: str, call: Callable[[], Awaitable[T]]) -> T:
    """The answer of ``call``; any exception but SourceError becomes a SourceError."""
    try:
        return await call()
    except SourceError:
        raise
    except Exception as error:
        _LOG.warning("%s failed in an unexpected way", source, exc_info=error)
        name = type(error).__name__
        raise build_source_error(source, "unexpected", error=name) from error


async def gather_results(
    calls: Sequence[tuple[str, Awaitable[T]]], timeout_s: float
) -> tuple[list[T], list[Failure]]:
    """The results of the named calls in their order, and a failure for each that has none.

    Calls that take longer than ``timeout_s`` are cancelled.
    """
    tasks = [(name, asyncio.ensure_future(call)) for name, call in calls]
    if not tasks:
        return [], []
    await asyncio.wait([task for _, task in tasks], timeout=timeout_s)
    results: list[T] = []
    failures: list[Failure] = []
    for name, task in tasks:
        if not task.done():
            task.cancel()
            failures.append(build_failure(name, "timeout", seconds=f"{timeout_s:g}"))
            continue
        error = task.exception()
        if error is None:
            results.append(task.result())
        elif isinstance(error, SourceError):
            failures.append(to_failure(error))
        elif isinstance(error, Exception):
            failures.append(build_failure(name, "unexpected", error=type(error).__name__))
        else:
            raise error
    return results, failures
