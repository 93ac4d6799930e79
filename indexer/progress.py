"""A progress bar on standard error for work that takes longer than a second."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

# Called with a stage's label, how much of it is done, and its size.
Step = Callable[[str, int, int], None]
SHOWN_AFTER_S = 1.0


def ignore_step(_label: str, _done: int, _total: int) -> None:
    """A step that is not shown."""


class Bar:
    """A progress bar that appears once ``after_s`` seconds have passed, on a terminal only."""

    def __init__(
        self, *, enabled: bool, after_s: float = SHOWN_AFTER_S, stream: TextIO | None = None
    ) -> None:
        """``enabled`` False, or a stream (standard error) that is no terminal, means silence."""
        self._stream = stream or sys.stderr
        self._enabled = enabled and self._stream.isatty()
        # A first stage may be slow, so a timer shows it and not the step after it.
        self._timer = threading.Timer(after_s, self._show)
        self._timer.daemon = True
        self._lock = threading.Lock()
        self._state: tuple[str, int, int] | None = None
        self._shown = False
        self._progress: Progress | None = None
        self._task: TaskID | None = None
        self._label = ""

    def __enter__(self) -> Bar:
        if self._enabled:
            self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._lock:
            self._enabled = False
            if self._progress:
                self._progress.stop()

    def step(self, label: str, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` of a stage are finished."""
        if not self._enabled:
            return
        with self._lock:
            self._state = label, done, total
            if self._shown:
                self._draw()

    def _show(self) -> None:
        with self._lock:
            self._shown = self._enabled
            if self._shown and self._state:
                self._draw()

    def _draw(self) -> None:
        assert self._state
        label, done, total = self._state
        if self._progress is None:
            from rich.console import Console
            from rich.progress import Progress

            self._progress = Progress(console=Console(file=self._stream))
            self._progress.start()
        if self._task is None or label != self._label:
            self._label = label
            self._task = self._progress.add_task(label, total=total)
        self._progress.update(self._task, completed=done, total=total)
