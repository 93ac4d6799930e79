"""Leaves a record of every update that held the lock beside the index, however it ends."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

from indexer.build.generation_builder import BuildReport
from knowledge.errors import IndexLockedError, TradewindError
from knowledge.index.update_record import MAX_REASON_CHARS, UpdateRecord, write_update_record
from knowledge.text.terminal import escape_line

Clock = Callable[[], dt.datetime]


def _utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class UpdateRecorder:
    """Writes the record of one update."""

    def __init__(self, root: Path, clock: Clock = _utc_now) -> None:
        """``root`` is the index; ``clock`` gives the time in UTC."""
        self._root, self._clock = root, clock

    def begin(self) -> None:
        """An update runs. Called with the lock of the index held, so that it is true."""
        self._write(UpdateRecord(at=self._clock(), outcome="running"))

    def finish(self, report: BuildReport) -> None:
        """The update ended, perhaps with folders or files that could not be read."""
        first = [*report.unread, *report.problems, ""][0]
        self._write(
            UpdateRecord(
                at=self._clock(),
                outcome="incomplete" if report.unread else "done",
                problems=len(report.problems),
                reason=_shorten(first),
            )
        )

    def fail(self, error: BaseException) -> None:
        """The update ended by an error; the index is as it was."""
        if isinstance(error, TradewindError):
            reason = str(error)
        elif isinstance(error, KeyboardInterrupt):
            reason = "It was stopped."
        else:
            reason = f"An error that nobody expected ({type(error).__name__})."
        record = UpdateRecord(at=self._clock(), outcome="failed", reason=_shorten(reason))
        self._write(record)

    def _write(self, record: UpdateRecord) -> None:
        # Where there is no folder, there is no index that could be too old.
        if self._root.is_dir():
            write_update_record(self._root, record)


@contextlib.contextmanager
def recording(root: Path, clock: Clock = _utc_now) -> Iterator[UpdateRecorder]:
    """What records the update that is made inside; an error is recorded and goes on."""
    recorder = UpdateRecorder(root, clock)
    try:
        yield recorder
    except IndexLockedError:
        # The process that holds the lock records how its own update ends.
        raise
    except BaseException as error:
        recorder.fail(error)
        raise


def _shorten(reason: str) -> str:
    """The reason as one short line: names of files in it may hold control characters."""
    return escape_line(reason[:MAX_REASON_CHARS])[:MAX_REASON_CHARS]
