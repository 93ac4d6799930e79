"""What reading one document may cost, and how the process that reads it keeps to that."""

from __future__ import annotations

import contextlib
import math
import signal
import sys
from dataclasses import dataclass, replace
from pathlib import Path

if sys.platform != "win32":
    import resource


@dataclass(frozen=True)
class ReaderLimits:
    """The limits of the process that reads documents.

    The largest documents that are accepted, 20 MiB of text with its marks, take 1.7 GiB and 50 s
    of this year's processors; a contract of 300 pages 1 s.
    """

    # Address space: the interpreter and the parsers take 80 MiB of it.
    memory_bytes: int = 2 << 30
    # The time goes by a file's size, so that a folder of small files that take all of theirs does
    # not hold up an update for hours.
    cpu_s: int = 60
    cpu_s_per_mib: int = 6
    # Longer than the processor's time: a busy machine is not the document's fault.
    wall_s: int = 160
    wall_s_per_mib: int = 12
    # A document's passages as JSON, 66 MiB for the largest: each sentence stands in it twice.
    reply_bytes: int = 96 << 20
    # A process that still holds more than this after a document makes room for a new one, so that
    # no document is refused for the memory that an earlier one took.
    kept_bytes: int = 512 << 20
    # What the parsers leak ends with the process.
    documents: int = 1000

    def for_file(self, size_bytes: int) -> ReaderLimits:
        """The limits for a file of a size; its whole MiB count."""
        mib = size_bytes >> 20
        return replace(
            self,
            cpu_s=self.cpu_s + mib * self.cpu_s_per_mib,
            wall_s=self.wall_s + mib * self.wall_s_per_mib,
        )


LIMITS = ReaderLimits()
# How long a process outlives its parent's deadline, which it meets when the parent is gone.
_GRACE_S = 5


def limit_process(limits: ReaderLimits) -> None:
    """Bound the address space of this process; it leaves no dump of what it read."""
    if sys.platform != "win32":
        _lower(resource.RLIMIT_AS, limits.memory_bytes)
        _lower(resource.RLIMIT_CORE, 0)


def limit_document(limits: ReaderLimits) -> None:
    """End this process unless it is done with its next document in time."""
    if sys.platform != "win32":
        used = resource.getrusage(resource.RUSAGE_SELF)
        _lower(resource.RLIMIT_CPU, math.ceil(used.ru_utime + used.ru_stime) + limits.cpu_s)
        signal.alarm(limits.wall_s + _GRACE_S)


def has_outgrown(limits: ReaderLimits) -> bool:
    """Whether this process keeps more memory than leaves room for the next document.

    Only Linux holds a process to its address space, and only there it is looked at.
    """
    if sys.platform != "linux":
        return False
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    return pages * resource.getpagesize() > limits.kept_bytes


if sys.platform != "win32":

    def _lower(kind: int, soft: int) -> None:
        """Set a soft limit, at most the hard one; the deadline holds where a system refuses it."""
        hard = resource.getrlimit(kind)[1]
        allowed = soft if hard == resource.RLIM_INFINITY else min(soft, hard)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, (allowed, hard))
