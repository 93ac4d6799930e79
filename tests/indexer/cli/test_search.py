"""Searches from the command line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest

from indexer.__main__ import main
from indexer.cli.search import _print_hits, read_queries
from knowledge.errors import UsageError
from knowledge.index.query import Hit
from knowledge.library import Library


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


def test_only_a_newline_ends_a_question(tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text('{"id": 1, "text": "a\u2028b\x85c"}\r\n', "utf-8")
    assert read_queries(tmp_path / "q.jsonl") == [(1, "a\u2028b\x85c")]


def test_an_index_that_is_not_there_has_its_own_code(tmp_path: Path) -> None:
    assert main(["search", "a question", "--index", str(tmp_path)]) == 5


@dataclass
class Found:
    """A library that finds one passage whatever is asked."""

    passage_id: str
    text: str
    asked: str = ""

    @property
    def generation(self) -> Found:
        return self

    @property
    def store(self) -> Found:
        return self

    def search(self, text: str, _count: int) -> list[Hit]:
        self.asked = text
        return [Hit(0, 0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0)]

    def ids(self, _rows: list[int]) -> list[tuple[str, str]]:
        return [(self.passage_id, "source")]

    def passage(self, _row: int) -> Found:
        return self


def test_bytes_of_a_question_that_are_no_characters_are_left_out() -> None:
    library = Found("id", "Text.")
    _print_hits(cast("Library", library), "1", "a\udcff question\ud800", 1, as_json=True)
    assert library.asked == "a question"


@pytest.mark.parametrize("as_json", [True, False])
def test_commands_to_the_terminal_in_a_passage_are_seen_and_not_obeyed(
    capsys: pytest.CaptureFixture[str], as_json: bool
) -> None:
    library = Found("id\x1b[2J", "Text\x1b[2J.")
    _print_hits(cast("Library", library), "1", "a question", 1, as_json=as_json)
    shown = capsys.readouterr().out
    assert "id\\u001b[2J" in shown
    assert shown.isascii()
    assert "\x1b" not in shown
