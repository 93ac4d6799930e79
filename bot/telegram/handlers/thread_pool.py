"""Threads that make answers; one that hangs over an answer nobody waits for gives up its place."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from queue import SimpleQueue
from typing import Any, ParamSpec, TypeVar

# So many may hang at once; after that questions wait, and time out, until one comes back.
MAX_ABANDONED = 16

P = ParamSpec("P")
T = TypeVar("T")


class _PoolTask(Future[Any]):
    """Work handed in; given up while it runs, it tells its threads."""

    def __init__(self, work: Callable[[], Any], given_up: Callable[[_PoolTask], None]) -> None:
        super().__init__()
        self.work, self._given_up = work, given_up

    def cancel(self) -> bool:
        done = super().cancel()
        if not done and self.running():
            self._given_up(self)
        return done


class ReplaceableThreadPool(Executor):
    """So many threads at work, and one more for each that hangs over work given up.

    They are daemons: a hung one does not hold up the end of the process.
    """

    def __init__(self, count: int, name: str, most_hung: int = MAX_ABANDONED) -> None:
        """Begin with ``count`` threads."""
        self._name, self._left = name, most_hung
        self._lock = threading.Lock()
        self._hung: set[_PoolTask] = set()
        self._tasks: SimpleQueue[_PoolTask | None] = SimpleQueue()
        self._alive = 0
        self._ended = False
        for _ in range(count):
            self._start()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """The result of some work, once a thread has done it."""
        if self._ended:
            raise RuntimeError("no work is taken any more")
        task = _PoolTask(lambda: fn(*args, **kwargs), self._given_up)
        self._tasks.put(task)
        return task

    @property
    def hung(self) -> int:
        """How many threads are at work that nobody waits for."""
        return len(self._hung)

    def shutdown(self, wait: bool = False, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
        """Take no more work; what runs is waited for never, what has not begun may be dropped."""
        self._ended = True
        while cancel_futures and not self._tasks.empty():
            task = self._tasks.get()
            if task:
                task.cancel()
        for _ in range(self._alive):
            self._tasks.put(None)

    def _start(self) -> None:
        self._alive += 1
        name = f"{self._name}-{self._alive}"
        threading.Thread(target=self._work, name=name, daemon=True).start()

    def _given_up(self, task: _PoolTask) -> None:
        with self._lock:
            if task in self._hung or self._ended or not self._left:
                return
            self._hung.add(task)
            self._left -= 1
            self._start()

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            if not task.set_running_or_notify_cancel():
                continue
            try:
                result = task.work()
            except BaseException as error:  # noqa: BLE001 (whoever waits for it is told)
                task.set_exception(error)
            else:
                task.set_result(result)
            with self._lock:
                if task in self._hung:
                    # Another thread has taken this one's place meanwhile.
                    self._hung.discard(task)
                    self._left += 1
                    self._alive -= 1
                    return
            del task
