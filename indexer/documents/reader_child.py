"""The process that reads documents for the indexer: a request in, a reply out, until the end.

A request is a line of JSON on standard input: a file that was found. A reply on standard output
is one byte (1 with the last reply of this process), eight for the length of what follows, and
JSON: a document, or the problem with it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import IO

from pydantic import Field

from indexer.documents.discover import Entry
from indexer.documents.parsed_document import ParsedDocument, parse_document
from indexer.documents.reader_limits import (
    ReaderLimits,
    has_outgrown,
    limit_document,
    limit_process,
)
from knowledge.errors import NoteError
from knowledge.models import Value

Parse = Callable[[Entry], ParsedDocument]
HEADER_BYTES = 9
# Sent when everything is imported: what fails before that is no document's fault.
READY = b"ready\n"
MAX_PROBLEM_CHARS = 400
_PR_SET_PDEATHSIG = 1


class ReaderReply(Value):
    """A document, or why there is none."""

    document: ParsedDocument | None = None
    problem: str = Field(default="", max_length=MAX_PROBLEM_CHARS)


def encode_request(entry: Entry) -> bytes:
    """A found file as a line; names in no encoding come through."""
    fields = asdict(entry) | {"path": str(entry.path), "root": str(entry.root)}
    return json.dumps(fields).encode("ascii") + b"\n"


def decode_request(line: bytes) -> Entry:
    """The file that a line names."""
    fields = json.loads(line)
    return Entry(**fields | {"path": Path(fields["path"]), "root": Path(fields["root"])})


def serve_documents(parse: Parse = parse_document) -> None:
    """Read what standard input asks for; the limits stand in the first argument, as JSON."""
    limits = ReaderLimits(**json.loads(sys.argv[1]))
    _end_with_parent()
    # What a parser prints must not mix with the replies.
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    limit_process(limits)
    _send(replies, READY)
    for number, line in enumerate(sys.stdin.buffer, 1):
        entry = decode_request(line)
        limit_document(limits.for_file(entry.size))
        try:
            raw, last = _make_reply(parse, entry, limits), False
        except MemoryError:
            # A library that ran out of memory may be left in any state.
            raw, last = _encode(ReaderReply(problem=too_much_memory(limits))), True
        last = last or number >= limits.documents or has_outgrown(limits)
        _send(replies, bytes([last]), len(raw).to_bytes(HEADER_BYTES - 1, "big"), raw)
        if last:
            return


def too_much_memory(limits: ReaderLimits) -> str:
    """The problem of a document that the memory allowed is too little for."""
    return f"needs more than {limits.memory_bytes >> 20} MiB of memory to be read; split it"


def too_long_a_reply(limits: ReaderLimits) -> str:
    """The problem of a document whose passages exceed the size allowed."""
    return f"makes more than {limits.reply_bytes >> 20} MiB of passages; split it"


def _make_reply(parse: Parse, entry: Entry, limits: ReaderLimits) -> bytes:
    try:
        raw = _encode(ReaderReply(document=parse(entry)))
        problem = "" if len(raw) <= limits.reply_bytes else too_long_a_reply(limits)
    except NoteError as error:
        problem = error.problem
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 (parsers of foreign bytes)
        problem = f"cannot be read ({type(error).__name__}); save it anew or as plain text"
    return _encode(ReaderReply(problem=problem[:MAX_PROBLEM_CHARS])) if problem else raw


def _encode(reply: ReaderReply) -> bytes:
    return reply.model_dump_json(exclude_defaults=True).encode()


def _send(replies: IO[bytes], *parts: bytes) -> None:
    for part in parts:
        replies.write(part)
    replies.flush()


def _end_with_parent() -> None:
    """Have Linux end this process with its parent; elsewhere its own limits end it."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
