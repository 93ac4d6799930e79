"""The process that reads documents: what it is asked, and what it answers."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from indexer.documents.discover import Entry
from indexer.documents.reader_child import (
    MAX_PROBLEM_CHARS,
    ReaderReply,
    decode_request,
    encode_request,
    too_long_a_reply,
    too_much_memory,
)
from indexer.documents.reader_limits import LIMITS

NAMES = ["plain.md", "два слова.txt", "a\nb.md", os.fsdecode(b"\xff.md"), "\U0001f600.pdf"]


@pytest.mark.parametrize("name", NAMES)
def test_a_request_is_one_line_whatever_the_name(name: str) -> None:
    found = Entry(Path("/root") / name, Path("/root"), name, 5, 10**30)
    line = encode_request(found)
    assert line.index(b"\n") == len(line) - 1
    assert decode_request(line) == found


def test_a_reply_s_problem_is_short() -> None:
    with pytest.raises(ValidationError):
        ReaderReply(problem="x" * (MAX_PROBLEM_CHARS + 1))


def test_a_limit_is_named_with_what_to_do() -> None:
    assert too_much_memory(LIMITS) == "needs more than 2048 MiB of memory to be read; split it"
    assert too_long_a_reply(LIMITS) == "makes more than 96 MiB of passages; split it"
