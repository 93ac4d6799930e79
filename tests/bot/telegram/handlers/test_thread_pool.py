"""Threads that make answers: a hung one gives up its place, and holds nobody up."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError

import pytest

from bot.assistant import Assistant
from bot.question import Question
from bot.telegram.handlers.thread_pool import ReplaceableThreadPool
from tests.fake_telegram.server import BotApi
from tests.support.assistants import FakeAssistant
from tests.support.telegram_bot import ANNA, BORIS, Serve


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


def test_only_so_many_may_hang_and_then_work_waits() -> None:
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


def test_what_has_not_begun_is_dropped_at_the_end_and_errors_reach_whoever_waits() -> None:
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


@pytest.mark.parametrize(
    ("text", "waits"),
    [
        ("pay 12000 USDT to Vietnam", True), ("price BTC", True), ("/price BTC EUR", True),
        ("/Corridor RU CN", True), ("сколько стоит отправить 500 USDT в Китай", True),
        ("Is the Russian crypto law of 2026 already in force?", False), ("hello", False),
        ("The listed person controls but owns 30%. Is the firm blocked?", False),
        ("pay 5 USDT " * 400, False),
    ],
)  # fmt: skip
def test_only_what_asks_the_market_goes_to_the_threads_that_wait(
    make_telegram_assistant: Callable[[], Assistant], text: str, waits: bool
) -> None:
    assert make_telegram_assistant().needs_market(Question(text=text, chat="1")) is waits


def test_a_search_that_hangs_blocks_neither_its_chat_nor_the_others(
    api: BotApi, serve: Serve, make_telegram_assistant: Callable[[], Assistant]
) -> None:
    hanging = FakeAssistant(holds=lambda text: "hang" in text)
    anna, boris = api.user(ANNA), api.user(BORIS)
    one, two = api.private(anna), api.private(boris)
    question = "Can I hang here?"
    # Words of a rule, which only the one thread that thinks answers.
    assert not hanging.needs_market(Question(text=question, chat="1"))
    with serve(hanging, answer_seconds=0.5):
        for _ in range(3):
            anna.says(one, question)
        assert api.wait(lambda: len(one.replies) == 3, 10)
        boris.says(two, "Can I pay here?")
        anna.says(one, "Can I go on?")
        assert api.wait(lambda: two.replies and len(one.replies) == 4)
        hanging.go_on.set()
    assert all("longer than" in reply.text for reply in one.replies[:3])
    assert one.last.text == "You said: Can I go on?"
    assert two.last.text == "You said: Can I pay here?"
