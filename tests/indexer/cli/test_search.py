"""Searches from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.__main__ import main
from indexer.cli.search import read_queries
from knowledge.errors import UsageError


@pytest.mark.parametrize(
    "options", [[], ["a", "--queries", "q.jsonl"], ["a", "-k", "0"], ["a", "-k", "1001"]]
)
def test_wrong_options_are_refused_before_the_index_is_opened(
    tmp_path: Path, options: list[str]
) -> None:
    assert main(["search", *options, "--index", str(tmp_path / "nowhere")]) == 2


@pytest.mark.parametrize("line", ['{"id": 2}', "[" * 100_000])
def test_a_bad_line_of_the_questions_is_refused_before_the_index_is_opened(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    (tmp_path / "q.jsonl").write_text(f'{{"id": 1, "text": "a"}}\n\n{line}\n', "utf-8")
    asked = ["search", "--queries", str(tmp_path / "q.jsonl"), "--index", str(tmp_path / "no")]
    assert main(asked) == 2
    assert "q.jsonl:3 is no question" in capsys.readouterr().err


def test_questions_keep_their_ids(tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text('{"id": 1, "text": "a"}\n\n{"id": "x", "text": 5}\n', "utf-8")
    assert read_queries(tmp_path / "q.jsonl") == [(1, "a"), ("x", "5")]
    with pytest.raises(UsageError, match="cannot be read"):
        read_queries(tmp_path / "nowhere.jsonl")


def test_an_index_that_is_not_there_has_its_own_code(tmp_path: Path) -> None:
    assert main(["search", "a question", "--index", str(tmp_path)]) == 5
