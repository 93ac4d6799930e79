"""Threads that make answers; a thread stuck in an abandoned answer is replaced."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, ParamSpec, TypeVar

# Above this number of stuck threads, questions wait, and time out, until one comes back.
MAX_ABANDONED = 16

P = ParamSpec("P")
T = TypeVar("T")


class _PoolTask(Future[Any]):
    """Submitted work; cancelled while it runs, it notifies its pool."""

    def __init__(self, work: Callable[[], Any], on_abandoned: Callable[[_PoolTask], None]) -> None:
        super().__init__()
        self.work, self._on_abandoned = work, on_abandoned

    def cancel(self) -> bool:
        cancelled = super().cancel()
        if not cancelled and self.running():
            self._on_abandoned(self)
        return cancelled


class ReplaceableThreadPool(Executor):
    """A fixed number of threads, and one more for each that runs abandoned work.

    The threads are daemons, so a stuck one does not delay the end of the process.
    """

    def __init__(self, count: int, name: str, max_abandoned: int = MAX_ABANDONED) -> None:
        """Start ``count`` threads."""
        self._name, self._spare = name, max_abandoned
        self._lock = threading.Lock()
        self._abandoned: set[_PoolTask] = set()
        self._tasks: SimpleQueue[_PoolTask | None] = SimpleQueue()
        self._alive = 0
        self._is_shut_down = False
        for _ in range(count):
            self._start_thread()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Queue some work; the future of its result."""
        if self._is_shut_down:
            raise RuntimeError("the pool is shut down")
        task = _PoolTask(lambda: fn(*args, **kwargs), self._abandon)
        self._tasks.put(task)
        return task

    @property
    def abandoned(self) -> int:
        """The number of threads that run abandoned work."""
        return len(self._abandoned)

    def shutdown(self, wait: bool = False, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
        """Take no more work. Running work is never waited for; queued work may be cancelled."""
        self._is_shut_down = True
        while cancel_futures and not self._tasks.empty():
            task = self._tasks.get()
            if task:
                task.cancel()
        for _ in range(self._alive):
            self._tasks.put(None)

    def _start_thread(self) -> None:
        self._alive += 1
        name = f"{self._name}-{self._alive}"
        threading.Thread(target=self._work, name=name, daemon=True).start()

    def _abandon(self, task: _PoolTask) -> None:
        """Start a thread in place of the one that runs a cancelled task."""
        with self._lock:
            if task in self._abandoned or self._is_shut_down or not self._spare:
                return
            self._abandoned.add(task)
            self._spare -= 1
            self._start_thread()

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            if not task.set_running_or_notify_cancel():
                continue
            try:
                result = task.work()
            except BaseException as error:  # noqa: BLE001 (the future raises it)
                task.set_exception(error)
            else:
                task.set_result(result)
            with self._lock:
                if task in self._abandoned:
                    # Another thread has taken the place of this one.
                    self._abandoned.discard(task)
                    self._spare += 1
                    self._alive -= 1
                    return
            del task


@dataclass(frozen=True)
class AnswerPools:
    """A pool for answers that use the CPU, and one for answers that wait for the market."""

    compute: Executor
    market: Executor

    def shutdown(self) -> None:
        """Take no more work and drop what is queued."""
        for pool in (self.compute, self.market):
            pool.shutdown(wait=False, cancel_futures=True)
