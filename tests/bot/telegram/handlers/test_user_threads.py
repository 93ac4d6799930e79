"""One user occupies a few threads, and no more, whatever they give up."""

from __future__ import annotations

import asyncio
import threading

import pytest

from bot.question import Question
from bot.telegram.access import SHARED_IDS
from bot.telegram.handlers.thread_pool import MAX_ABANDONED, ReplaceableThreadPool
from bot.telegram.handlers.user_threads import MAX_THREADS_PER_USER, UserThreads, thread_holder


async def give_up(
    threads: UserThreads, pool: ReplaceableThreadPool, go_on: threading.Event
) -> None:
    """Begin some work and give it up once it runs."""
    begun = threading.Event()

    def hang() -> None:
        begun.set()
        go_on.wait(20)

    work = asyncio.ensure_future(threads.run("anna", pool, hang))
    await asyncio.to_thread(begun.wait, 20)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work


def test_one_user_cannot_keep_all_threads_busy() -> None:
    assert MAX_THREADS_PER_USER < MAX_ABANDONED
    pool, go_on = ReplaceableThreadPool(1, "t", max_abandoned=3), threading.Event()

    async def talk() -> None:
        threads = UserThreads(2)
        for _ in range(2):
            await give_up(threads, pool, go_on)
        third = asyncio.ensure_future(threads.run("anna", pool, lambda: "third"))
        assert await threads.run("boris", pool, lambda: "at once") == "at once"
        assert (threads.count("anna"), threads.count("boris")) == (2, 0)
        assert not third.done()
        go_on.set()
        assert await asyncio.wait_for(third, 20) == "third"
        await asyncio.sleep(0)
        assert threads.count("anna") <= 2

    asyncio.run(talk())
    pool.shutdown()


def test_who_gives_up_waiting_takes_no_thread() -> None:
    pool, go_on = ReplaceableThreadPool(1, "t", max_abandoned=3), threading.Event()

    async def talk() -> None:
        threads = UserThreads(1)
        await give_up(threads, pool, go_on)
        waiting = asyncio.ensure_future(threads.run("anna", pool, lambda: "never"))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert threads.count("anna") == 1
        go_on.set()
        assert await asyncio.wait_for(threads.run("anna", pool, lambda: "next"), 20) == "next"

    asyncio.run(talk())
    pool.shutdown()


def test_an_error_reaches_the_caller_and_frees_the_thread() -> None:
    pool = ReplaceableThreadPool(1, "t")

    async def talk() -> None:
        threads = UserThreads(1)
        with pytest.raises(ZeroDivisionError):
            await threads.run("anna", pool, lambda: 1 / 0)
        assert await threads.run("anna", pool, lambda: "next") == "next"

    asyncio.run(talk())
    pool.shutdown()


def test_those_who_write_in_the_name_of_a_chat_occupy_the_threads_of_that_chat() -> None:
    asked = Question(text="hello", chat="-1005", user=str(min(SHARED_IDS)))
    assert thread_holder(asked) == "-1005"
    assert thread_holder(asked.model_copy(update={"user": "5"})) == "5"
