"""Golden questions from files."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.evaluation.golden import GROUPS, read_golden
from knowledge.errors import UsageError
from tests.support.paths import GOLDEN


def test_questions_come_with_their_group_and_an_id(tmp_path: Path) -> None:
    (tmp_path / "safe.jsonl").write_text('{"text": "a"}\n\n{"id": 7, "text": "b"}', "utf-8")
    found = read_golden(tmp_path)
    assert [(g.id, g.text, g.group, g.language) for g in found] == [
        ("safe-1", "a", "safe", "en"),
        ("7", "b", "safe", "en"),
    ]


def test_a_folder_without_questions_or_with_a_bad_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no golden questions"):
        read_golden(tmp_path)
    (tmp_path / "safe.jsonl").write_text('{"question": "a"}', "utf-8")
    with pytest.raises(UsageError, match=r"safe\.jsonl:1 is no golden question"):
        read_golden(tmp_path)


def test_every_group_of_the_source_code_has_questions() -> None:
    assert {question.group for question in read_golden(GOLDEN)} == set(GROUPS)
