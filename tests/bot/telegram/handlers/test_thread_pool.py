"""Threads that make answers: a hung one gives up its place, and holds nobody up."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time
from concurrent.futures import CancelledError

import pytest

from bot.telegram.handlers.thread_pool import ReplaceableThreadPool


def test_work_given_up_frees_its_place_and_comes_back_into_it() -> None:
    threads, go_on = ReplaceableThreadPool(1, "t"), threading.Event()
    hung = threads.submit(go_on.wait, 20)
    while not hung.running():
        time.sleep(0.001)
    waiting = threads.submit(lambda: "next")
    hung.cancel()
    hung.cancel()
    assert waiting.result(5) == "next"
    assert threads.abandoned == 1
    go_on.set()
    assert hung.result(5) is True
    # One thread is left: two pieces of work take turns.
    at_once = [threads.submit(threading.current_thread) for _ in range(20)]
    assert len({done.result(5) for done in at_once}) == 1
    assert threads.abandoned == 0
    threads.shutdown()


def test_only_a_few_may_hang_and_then_work_waits() -> None:
    threads, go_on = ReplaceableThreadPool(1, "t", max_abandoned=2), threading.Event()
    for _ in range(3):
        hung = threads.submit(go_on.wait, 20)
        while not hung.running():
            time.sleep(0.001)
        hung.cancel()
    waiting = threads.submit(lambda: "next")
    assert threads.abandoned == 2
    assert not waiting.done()
    go_on.set()
    assert waiting.result(5) == "next"
    threads.shutdown()


def test_what_has_not_begun_is_dropped_at_the_end_and_errors_reach_the_waiting_caller() -> None:
    threads, go_on = ReplaceableThreadPool(1, "t"), threading.Event()
    with pytest.raises(ZeroDivisionError):
        threads.submit(lambda: 1 / 0).result(5)
    hung = threads.submit(go_on.wait, 20)
    later = threads.submit(lambda: "later")
    while not hung.running():
        time.sleep(0.001)
    threads.shutdown(cancel_futures=True)
    with pytest.raises(CancelledError):
        later.result(5)
    with pytest.raises(RuntimeError):
        threads.submit(lambda: "too late")
    go_on.set()


def test_a_timeout_of_the_loop_gives_the_work_up() -> None:
    threads, go_on = ReplaceableThreadPool(1, "t"), threading.Event()

    async def ask() -> str:
        loop = asyncio.get_running_loop()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(loop.run_in_executor(threads, go_on.wait, 20), 0.05)
        return await asyncio.wait_for(loop.run_in_executor(threads, lambda: "next"), 5)

    assert asyncio.run(ask()) == "next"
    go_on.set()


HUNG = """
import threading
from bot.telegram.handlers.thread_pool import ReplaceableThreadPool
hung = ReplaceableThreadPool(1, "t").submit(threading.Event().wait)
while not hung.running():
    pass
"""


def test_a_hung_thread_does_not_hold_up_the_end_of_the_process() -> None:
    assert subprocess.run([sys.executable, "-c", HUNG], timeout=20).returncode == 0
