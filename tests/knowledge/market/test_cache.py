"""The cache of sources on a clock of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from knowledge.errors import SourceError
from knowledge.market.cache import SourceCache, call_source, gather_results
from knowledge.market.failures import build_failure, build_source_error
from knowledge.market.models import Failure


class FakeSource:
    """A source that counts its calls, with a clock that stands still."""

    def __init__(self) -> None:
        self.now, self.calls = 0.0, 0
        self.error: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()

    async def call(self) -> int:
        self.calls += 1
        await self.gate.wait()
        if self.error:
            raise self.error
        return self.calls


def run(work: Callable[[SourceCache, FakeSource], Awaitable[None]]) -> None:
    async def go() -> None:
        source = FakeSource()
        await work(SourceCache(lambda: source.now), source)

    asyncio.run(go())


def test_a_hundred_askers_share_one_call_and_its_answer_lives_its_time() -> None:
    async def work(cache: SourceCache, source: FakeSource) -> None:
        found = await asyncio.gather(*(cache.get("X", "k", 10, source.call) for _ in range(100)))
        assert set(found) == {1}
        source.now = 9.9
        assert await cache.get("X", "k", 10, source.call) == 1
        source.now = 10
        assert await cache.get("X", "k", 10, source.call) == 2

    run(work)


def test_keys_and_sources_have_answers_of_their_own() -> None:
    async def work(cache: SourceCache, source: FakeSource) -> None:
        found = [await cache.get(name, key, 10, source.call) for name in ("X", "Y") for key in "ab"]
        assert found == [1, 2, 3, 4]

    run(work)


def test_a_failure_is_shared_and_soon_tried_again() -> None:
    async def work(cache: SourceCache, source: FakeSource) -> None:
        source.error = build_source_error("X", "out_of_service")
        for _ in range(10):
            with pytest.raises(SourceError):
                await cache.get("X", "k", 10, source.call)
        assert source.calls == 1
        source.error, source.now = None, 5
        assert await cache.get("X", "k", 10, source.call) == 2

    run(work)


def test_that_a_pair_is_not_traded_is_kept_for_an_hour() -> None:
    async def work(cache: SourceCache, source: FakeSource) -> None:
        source.error = build_source_error("X", "unknown_pair", pair="A/B")
        for source.now, calls in ((0, 1), (3599, 1), (3600, 2)):
            with pytest.raises(SourceError):
                await cache.get("X", "k", 10, source.call)
            assert source.calls == calls

    run(work)


def test_one_who_goes_away_does_not_take_the_call_from_the_others() -> None:
    async def work(cache: SourceCache, source: FakeSource) -> None:
        source.gate.clear()
        first = asyncio.ensure_future(cache.get("X", "k", 10, source.call))
        second = asyncio.ensure_future(cache.get("X", "k", 10, source.call))
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.sleep(0)
        source.gate.set()
        assert await second == 1

    run(work)


def test_an_open_breaker_says_why_it_is_open() -> None:
    async def work(cache: SourceCache, source: FakeSource) -> None:
        source.error = build_source_error("X", "server_error", status=503)
        for i in range(3):
            with pytest.raises(SourceError):
                await cache.get("X", f"k{i}", 10, source.call)
        with pytest.raises(SourceError, match="paused: it is out of service") as caught:
            await cache.get("X", "other", 10, source.call)
        assert caught.value.key == "paused"
        assert caught.value.values == {"cause": "server_error", "status": "503"}
        assert source.calls == 3

    run(work)


def test_a_cancelled_probe_lets_the_next_one_through() -> None:
    async def work(cache: SourceCache, source: FakeSource) -> None:
        source.error = build_source_error("X", "out_of_service")
        for i in range(3):
            with pytest.raises(SourceError):
                await cache.get("X", f"k{i}", 10, source.call)
        source.now, source.error = 60, asyncio.CancelledError()  # type: ignore[assignment]
        with pytest.raises(asyncio.CancelledError):
            await cache.get("X", "probe", 10, source.call)
        source.error = None
        assert await cache.get("X", "probe", 10, source.call) == 5

    run(work)


def test_an_unexpected_error_counts_as_a_failure_of_its_source() -> None:
    async def work(cache: SourceCache, source: FakeSource) -> None:
        source.error = ZeroDivisionError("odd")
        for i in range(3):
            with pytest.raises(SourceError) as caught:
                await cache.get("X", f"k{i}", 10, source.call)
            assert (caught.value.source, caught.value.key) == ("X", "unexpected")
        assert cache.breakers["X"].state(0) == "open"

    run(work)


def test_only_the_latest_answers_are_kept_and_old_ones_go_first() -> None:
    async def work(cache: SourceCache, source: FakeSource) -> None:
        for i in range(4096):
            await cache.get("X", i, 10, source.call)
        source.now = 10
        await cache.get("X", "new", 10, source.call)
        assert len(cache._entries) == 1

    run(work)


def test_an_unexpected_error_becomes_a_source_error_and_others_stay_as_they_are() -> None:
    async def fail(error: BaseException) -> None:
        raise error

    known = build_source_error("X", "no_json")
    with pytest.raises(SourceError) as caught:
        asyncio.run(call_source("Y", lambda: fail(known)))
    assert caught.value is known
    with pytest.raises(SourceError) as caught:
        asyncio.run(call_source("Y", lambda: fail(KeyError("bid"))))
    assert caught.value.sentence == "failed in an unexpected way (KeyError)"


def test_results_come_in_order_with_a_failure_for_each_source_that_gave_none() -> None:
    async def answer(value: int) -> int:
        await asyncio.sleep(0.001 * (3 - value))
        return value

    async def fail(error: Exception) -> int:
        raise error

    async def go() -> tuple[list[int], list[Failure]]:
        known = build_source_error("Kraken", "rate_limited")
        return await gather_results(
            [("A", answer(1)), ("B", fail(known)), ("C", answer(2)), ("D", fail(KeyError("x")))],
            5.0,
        )

    assert asyncio.run(go()) == (
        [1, 2],
        [
            build_failure("Kraken", "rate_limited"),
            build_failure("D", "unexpected", error="KeyError"),
        ],
    )


def test_a_call_over_the_limit_is_given_up_and_cancelled() -> None:
    cancelled = []

    async def hang() -> int:
        try:
            return await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.append(True)
            raise

    async def go() -> tuple[list[int], list[Failure]]:
        found = await gather_results([("A", hang())], 0.01)
        await asyncio.sleep(0)
        return found

    assert asyncio.run(go()) == ([], [build_failure("A", "timeout", seconds="0.01")])
    assert cancelled == [True]


def test_nothing_to_call_gives_nothing() -> None:
    assert asyncio.run(gather_results([], 1.0)) == ([], [])
