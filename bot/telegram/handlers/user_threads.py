"""A limit on the threads that one user occupies, so that nobody keeps all of them busy."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial
from typing import Any, TypeVar

from bot.question import Question
from bot.telegram.access import SHARED_IDS

# An answer that was given up occupies its thread until it ends. A pool replaces 16 such threads, of
# which one user has a quarter at most; the next question waits until one of the answers ends.
MAX_THREADS_PER_USER = 4

T = TypeVar("T")


def thread_holder(question: Question) -> str:
    """Whose threads an answer occupies: the chat's, for those who write in its name.

    Telegram gives all of them the same user id.
    """
    is_shared = question.user in map(str, SHARED_IDS)
    return question.chat if is_shared else question.user


class UserThreads:
    """Runs work in pools of threads, a limited number of pieces for each user at a time."""

    def __init__(self, max_per_user: int = MAX_THREADS_PER_USER) -> None:
        """Let each user occupy ``max_per_user`` threads."""
        self._max_per_user = max_per_user
        self._occupied: dict[str, set[Future[Any]]] = {}

    def count(self, user: str) -> int:
        """How many threads a user occupies, those of answers given up included."""
        return len(self._occupied.get(user, ()))

    async def run(self, user: str, pool: Executor, work: Callable[[], T]) -> T:
        """The result of some work in a thread of a pool, once the user has a thread free.

        Cancelled while the work runs, it goes on in its thread, which stays the user's.
        """
        loop = asyncio.get_running_loop()
        while self.count(user) >= self._max_per_user:
            ended = loop.create_future()
            notify = partial(_call_in_loop, loop, _set_done, ended)
            for running in tuple(self._occupied[user]):
                running.add_done_callback(notify)
            await ended
        task = pool.submit(work)
        self._occupied.setdefault(user, set()).add(task)
        task.add_done_callback(partial(_call_in_loop, loop, self._free, user))
        return await asyncio.wrap_future(task)

    def _free(self, user: str, task: Future[Any]) -> None:
        occupied = self._occupied.get(user, set())
        occupied.discard(task)
        if not occupied:
            self._occupied.pop(user, None)


def _set_done(ended: asyncio.Future[None], _: Future[Any]) -> None:
    if not ended.done():
        ended.set_result(None)


def _call_in_loop(
    loop: asyncio.AbstractEventLoop, call: Callable[..., None], *arguments: object
) -> None:
    """Call a function in the loop's thread; nothing when the loop has ended before the work."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(call, *arguments)
