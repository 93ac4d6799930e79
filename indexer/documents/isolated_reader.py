"""Documents read in a process of their own, so that nothing a file does reaches the indexer.

One process reads many documents and is replaced when one of them ends it. A plain process and a
small protocol, and not ``multiprocessing``: that unpickles whatever the process sends.
"""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict
from types import TracebackType
from typing import IO

from indexer.documents.discover import Entry
from indexer.documents.parsed_document import ParsedDocument
from indexer.documents.reader_child import (
    HEADER_BYTES,
    READY,
    ReaderReply,
    encode_request,
    too_long_a_reply,
)
from indexer.documents.reader_limits import LIMITS, ReaderLimits
from knowledge.errors import NoteError, TradewindError

PROGRAM = "from indexer.documents.reader_child import serve_documents; serve_documents()"
# The process finds its modules where this one does, and never in the folder one stands in.
_SAME_PATH = "import json, sys; sys.path[:] = json.loads(sys.argv.pop()); "
_START_S = 60
_UNUSABLE = "gave no text that can be used; save it as plain text"


class _ReaderEnded(Exception):
    """The process gave no reply that can be used; ``problem`` says why."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


class IsolatedReader:
    """Reads documents in a process that is started for the first one and ends with the block."""

    def __init__(self, limits: ReaderLimits = LIMITS, program: str = PROGRAM) -> None:
        """``program`` is the code that the process runs."""
        self._limits, self._program = limits, program
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> IsolatedReader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def read(self, entry: Entry) -> ParsedDocument:
        """The document in a file; NoteError says why there is none, or what became of it."""
        process = self._process or self._start()
        try:
            reply, last = self._exchange(process, entry)
        except _ReaderEnded as ended:
            self.close()
            raise NoteError(entry.name, ended.problem) from None
        if last:
            self.close()
        if reply.document is None:
            raise NoteError(entry.name, reply.problem or _UNUSABLE)
        return reply.document

    def close(self) -> None:
        """End the process, whatever it does."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                if pipe:
                    pipe.close()

    def _start(self) -> subprocess.Popen[bytes]:
        arguments = [json.dumps(asdict(self._limits)), json.dumps(sys.path)]
        try:
            self._process = process = subprocess.Popen(  # noqa: S603 (our own interpreter and code)
                [sys.executable, "-P", "-c", _SAME_PATH + self._program, *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise _cannot_start(error.strerror or type(error).__name__) from None
        assert process.stdout
        with _deadline(process, _START_S):
            greeting = process.stdout.readline(len(READY))
        if greeting != READY:
            self.close()
            raise _cannot_start("it ended at once")
        return process

    def _exchange(self, process: subprocess.Popen[bytes], entry: Entry) -> tuple[ReaderReply, bool]:
        """The reply to a request, and whether it is the last of the process."""
        assert process.stdin
        assert process.stdout
        limits = self._limits.for_file(entry.size)
        try:
            with _deadline(process, limits.wall_s) as expired:
                process.stdin.write(encode_request(entry))
                process.stdin.flush()
                raw, last = self._receive(process.stdout)
        except (OSError, EOFError):
            raise _ReaderEnded(_explain_end(process, limits, expired.is_set())) from None
        try:
            return ReaderReply.model_validate_json(raw), last or expired.is_set()
        except ValueError:
            raise _ReaderEnded(_UNUSABLE) from None

    def _receive(self, replies: IO[bytes]) -> tuple[bytes, bool]:
        header = _read_exactly(replies, HEADER_BYTES)
        length = int.from_bytes(header[1:], "big")
        if length > self._limits.reply_bytes:
            raise _ReaderEnded(too_long_a_reply(self._limits))
        return _read_exactly(replies, length), header[:1] != b"\x00"


def _explain_end(process: subprocess.Popen[bytes], limits: ReaderLimits, expired: bool) -> str:
    """Why the process is gone: its time was over, or the document made it crash."""
    process.kill()
    code = process.wait()
    if expired:
        return f"was not read within {limits.wall_s} s; save it anew or as plain text"
    if code == -getattr(signal, "SIGXCPU", 0):
        return f"takes more than {limits.cpu_s} s to be read; split it or save it anew"
    return f"made its reader crash ({_describe_exit(code)}); save it anew or as plain text"


def _cannot_start(reason: str) -> TradewindError:
    return TradewindError(
        f"The process that reads documents does not start ({reason}).",
        fix="Free some memory and try again, or install Tradewind anew.",
    )


def _describe_exit(code: int) -> str:
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"exit code {code}"


def _read_exactly(stream: IO[bytes], size: int) -> bytes:
    raw = stream.read(size)
    if len(raw) < size:
        raise EOFError
    return raw


@contextlib.contextmanager
def _deadline(process: subprocess.Popen[bytes], seconds: float) -> Iterator[threading.Event]:
    """Kill the process unless the block ends in time; the event says that it was killed."""
    expired = threading.Event()

    def kill() -> None:
        expired.set()
        process.kill()

    timer = threading.Timer(seconds, kill)
    timer.daemon = True
    timer.start()
    try:
        yield expired
    finally:
        timer.cancel()
        # A kill that has begun is over before the block ends.
        timer.join()
