"""Fuses and the shared feed on a clock of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from knowledge.errors import SourceError
from knowledge.market.cache import SourceCache
from knowledge.market.circuit_breaker import (
    FAILURE_THRESHOLD,
    FIRST_PAUSE_S,
    MAX_PAUSE_S,
    CircuitBreaker,
)
from knowledge.market.failures import build_source_error


def down(key: str = "out_of_service", retry_after: float | None = None) -> SourceError:
    return build_source_error("X", key, retry_after=retry_after)


def test_a_fuse_opens_after_failures_in_a_row_and_lets_one_probe_through() -> None:
    breaker = CircuitBreaker()
    for i in range(FAILURE_THRESHOLD):
        assert breaker.state(i) == "closed"
        assert breaker.try_acquire(i)
        breaker.record_failure(down(), i)
    assert breaker.state(10) == "open"
    assert not breaker.try_acquire(10)
    later = FAILURE_THRESHOLD + FIRST_PAUSE_S
    assert breaker.state(later) == "half-open"
    assert breaker.try_acquire(later)
    assert not breaker.try_acquire(later)
    breaker.record_success()
    assert breaker.state(later) == "closed"


def test_each_failed_probe_doubles_the_pause_up_to_a_limit() -> None:
    breaker, now, pauses = CircuitBreaker(), 0.0, []
    for _ in range(FAILURE_THRESHOLD):
        breaker.record_failure(down(), now)
    for _ in range(8):
        pauses.append(breaker.open_until - now)
        now = breaker.open_until
        assert breaker.try_acquire(now)
        breaker.record_failure(down(), now)
    assert pauses[:4] == [FIRST_PAUSE_S, 2 * FIRST_PAUSE_S, 4 * FIRST_PAUSE_S, 8 * FIRST_PAUSE_S]
    assert max(pauses) == MAX_PAUSE_S


def test_failures_far_apart_do_not_add_up() -> None:
    breaker = CircuitBreaker()
    for i in range(20):
        breaker.record_failure(down(), i * 61.0)
    assert breaker.state(20 * 61.0) == "closed"


def test_a_source_that_says_when_to_come_back_is_obeyed() -> None:
    breaker = CircuitBreaker()
    breaker.record_failure(down("rate_limited", 7), 100)
    assert not breaker.try_acquire(106.9)
    assert breaker.try_acquire(107)


def test_a_pair_that_is_not_traded_is_no_failure() -> None:
    breaker = CircuitBreaker()
    for i in range(50):
        breaker.record_failure(build_source_error("X", "unknown_pair", pair="A/B"), i)
    assert breaker.state(50) == "closed"


class World:
    """A source that counts its calls and a clock that stands still."""

    def __init__(self) -> None:
        self.now, self.calls = 0.0, 0
        self.trouble: SourceError | None = None
        self.gate = asyncio.Event()
        self.gate.set()

    async def call(self) -> int:
        self.calls += 1
        await self.gate.wait()
        if self.trouble:
            raise self.trouble
        return self.calls


def run(work: Callable[[SourceCache, World], object]) -> None:
    async def go() -> None:
        world = World()
        await work(SourceCache(lambda: world.now), world)  # type: ignore[misc]

    asyncio.run(go())


def test_a_hundred_askers_share_one_call_and_its_answer_lives_its_time() -> None:
    async def work(feed: SourceCache, world: World) -> None:
        found = await asyncio.gather(*(feed.get("X", "k", 10, world.call) for _ in range(100)))
        assert set(found) == {1}
        world.now = 9.9
        assert await feed.get("X", "k", 10, world.call) == 1
        world.now = 10
        assert await feed.get("X", "k", 10, world.call) == 2

    run(work)


def test_a_failure_is_shared_and_soon_tried_again() -> None:
    async def work(feed: SourceCache, world: World) -> None:
        world.trouble = down()
        for _ in range(10):
            with pytest.raises(SourceError):
                await feed.get("X", "k", 10, world.call)
        assert world.calls == 1
        world.trouble, world.now = None, 11
        assert await feed.get("X", "k", 10, world.call) == 2

    run(work)


def test_one_who_goes_away_does_not_take_the_call_from_the_others() -> None:
    async def work(feed: SourceCache, world: World) -> None:
        world.gate.clear()
        first = asyncio.ensure_future(feed.get("X", "k", 10, world.call))
        second = asyncio.ensure_future(feed.get("X", "k", 10, world.call))
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.sleep(0)
        world.gate.set()
        assert await second == 1

    run(work)


def test_an_open_fuse_says_why_it_is_open() -> None:
    async def work(feed: SourceCache, world: World) -> None:
        world.trouble = down()
        for i in range(FAILURE_THRESHOLD):
            with pytest.raises(SourceError):
                await feed.get("X", f"k{i}", 10, world.call)
        with pytest.raises(SourceError, match="paused: it is out of service"):
            await feed.get("X", "other", 10, world.call)
        assert world.calls == FAILURE_THRESHOLD

    run(work)
