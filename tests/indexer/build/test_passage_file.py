"""Ready-made passages from a JSONL file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.build import passage_file
from knowledge.errors import UsageError
from tests.support.index import silent


def test_passages_keep_the_ids_they_come_with(tmp_path: Path) -> None:
    file = tmp_path / "Passages 1.jsonl"
    lines = [
        {"id": "1/1.(a)", "text": "The rule binds banks.", "title": "AML", "headings": ["Scope"]},
        {"id": "1/1.(a)", "text": "The same id again."},
        {"id": 7, "text": "Правило действует для банков.", "language": "ru"},
    ]
    broken = ["not json", '{"id": "x"}', '{"id": "y", "text": "t", "headings": "h"}', "[]"]
    file.write_text("\n".join([json.dumps(line) for line in lines] + broken), "utf-8")
    read = passage_file.read_passages(file, silent)
    assert [p.id for p in read.items[0].passages] == ["1/1.(a)", "1/1.(a)", "7"]
    assert [p.language for p in read.items[0].passages] == ["en", "en", "ru"]
    assert read.items[0].passages[0].headings == ("AML", "Scope")
    assert [problem.path for problem in read.problems] == [f"{file.name}:{n}" for n in range(4, 8)]


@pytest.mark.parametrize(
    "fields",
    ['"text": "\\ud800"', '"text": "a", "title": "\\ud800"', '"text": "a", "headings": 5',
     '"text": "a", "headings": {"a": 1}', '"text": "a", "headings": ["\\udc00"]'],
)  # fmt: skip
def test_a_line_that_no_index_can_hold_is_a_problem(tmp_path: Path, fields: str) -> None:
    file = tmp_path / "p.jsonl"
    file.write_text(
        f'{{"id": 1, {fields}}}\n{{"id": 2, "text": "Whole.", "language": "€€"}}', "utf-8"
    )
    read = passage_file.read_passages(file, silent)
    assert [(p.id, p.language) for p in read.items[0].passages] == [("2", "en")]
    assert [problem.path for problem in read.problems] == ["p.jsonl:1"]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\x00\x01\x02", b"{}", b"[" * 100_000])
def test_a_passages_file_without_passages_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "p.jsonl"
    file.write_bytes(content)
    with pytest.raises(UsageError, match="no passages"):
        passage_file.read_passages(file, silent)


def test_a_line_longer_than_a_mebibyte_is_a_problem(tmp_path: Path) -> None:
    file = tmp_path / "p.jsonl"
    long = json.dumps({"id": 1, "text": "x" * passage_file.MAX_LINE_BYTES})
    file.write_text(long + '\n{"id": 2, "text": "Short."}', "utf-8")
    read = passage_file.read_passages(file, silent)
    assert [p.id for p in read.items[0].passages] == ["2"]
    assert "1 MiB" in str(read.problems[0])


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    for refuse in (
        passage_file.check_passage_file,
        lambda f: passage_file.read_passages(f, silent),
    ):
        with pytest.raises(UsageError, match="cannot be read"):
            refuse(tmp_path / "nowhere.jsonl")
