"""Rows of JSONL."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.evaluation.jsonl import parse_rows
from knowledge.errors import UsageError

FILE = Path("questions.jsonl")


def test_rows_come_with_their_line_numbers_and_empty_lines_are_left_out() -> None:
    text = '{"a": 1}\n\n{"a": 2}\n{"a": "\u2028"}\r\n'
    assert list(parse_rows(text, FILE, lambda n, row: (n, row["a"]), "row")) == [
        (1, 1), (3, 2), (4, "\u2028"),
    ]  # fmt: skip


@pytest.mark.parametrize("line", ["not json", '{"b": 1}', "[]", "null", "[" * 100_000])
def test_a_line_that_is_none_is_named(line: str) -> None:
    with pytest.raises(UsageError, match=r"questions.jsonl:2 is no row"):
        list(parse_rows(f'{{"a": 1}}\n{line}\n', FILE, lambda _, row: row["a"], "row"))
