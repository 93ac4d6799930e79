"""Progress on standard error for whatever takes longer than a second."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class Bar:
    """A progress bar that appears once a second has passed, on a terminal only."""

    def __init__(self, *, enabled: bool) -> None:
        """``enabled`` False, or no terminal, means silence."""
        self._enabled = enabled and sys.stderr.isatty()
        self._began = time.monotonic()
        self._progress: Progress | None = None
        self._task: TaskID | None = None
        self._label = ""

    def __enter__(self) -> Bar:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._progress:
            self._progress.stop()

    def step(self, label: str, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` of a stage are finished."""
        if not self._enabled or time.monotonic() - self._began < 1:
            return
        if self._progress is None:
            from rich.console import Console
            from rich.progress import Progress

            self._progress = Progress(console=Console(stderr=True))
            self._progress.start()
        if self._task is None or label != self._label:
            self._label = label
            self._task = self._progress.add_task(label, total=total)
        self._progress.update(self._task, completed=done, total=total)
