"""What ``tradewind-index eval`` refuses at once, and what it measures."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from indexer.cli.parser import parse_arguments
from indexer.evaluation.evaluate import CHECKOUT_GOLDEN, find_golden, run_evaluation
from knowledge.errors import IndexMissingError, UsageError
from tests.support.index import MakeIndex
from tests.support.paths import GOLDEN


def ask(conversations: Sequence[Sequence[str]]) -> list[dict[str, object]]:
    """An assistant that refuses what says so."""
    return [
        {"kind": "refusal" if "hide" in turns[-1] else "answer", "text": "", "citations": []}
        for turns in conversations
    ]


def never(_: Sequence[Sequence[str]]) -> list[dict[str, object]]:
    raise AssertionError("asked")


@pytest.mark.parametrize(
    "options",
    [
        ["--policy", "--calibrate"],
        ["--benchmark", "x", "--policy"],
        ["--benchmark", "x", "--golden", "y"],
        ["--golden", "/nowhere"],
        ["--benchmark", "/nowhere"],
    ],
)
def test_what_cannot_work_is_refused_before_anything_is_asked(
    options: list[str], tmp_path: Path
) -> None:
    with pytest.raises(UsageError):
        run_evaluation(parse_arguments(["eval", *options]), tmp_path, tmp_path, never)


def test_without_an_index_nothing_is_asked(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError):
        run_evaluation(parse_arguments(["eval"]), tmp_path, tmp_path, never)


def test_an_installed_package_says_that_golden_questions_must_be_given(tmp_path: Path) -> None:
    assert find_golden(None) == CHECKOUT_GOLDEN == GOLDEN
    with pytest.raises(UsageError, match="part of the source code") as refused:
        find_golden(None, tmp_path / "nowhere")
    assert "--golden DIR" in refused.value.fix
    assert find_golden(tmp_path, tmp_path / "nowhere") == tmp_path


def test_the_answers_of_any_assistant_are_measured(
    make_index: MakeIndex, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "unsafe.jsonl").write_text('{"text": "hide it"}\n{"text": "split it"}', "utf-8")
    asked = parse_arguments(["eval", "--json", "--golden", str(tmp_path)])
    assert run_evaluation(asked, make_index(), tmp_path, ask) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["rates"]["unsafe refused"] == 0.5
    assert found["counts"]["unsafe"] == 2
