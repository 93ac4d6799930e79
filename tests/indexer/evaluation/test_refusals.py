"""Rates of refusals."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from indexer.cli.parser import parse_arguments
from indexer.evaluation.refusals import JudgedMessage, compute_rates, run_refusals
from knowledge.errors import UsageError


def write(folder: Path, name: str, *rows: tuple[str, bool]) -> None:
    lines = [json.dumps({"text": t, "language": "en", "unsafe": unsafe}) for t, unsafe in rows]
    (folder / f"{name}.jsonl").write_text("\n".join(lines), "utf-8")


def ask(conversations: Sequence[Sequence[str]]) -> list[dict[str, object]]:
    return [{"kind": "refusal" if "hide" in turns[-1] else "answer"} for turns in conversations]


@pytest.mark.parametrize(("group", "code"), [("policy", 1), ("policy_kept_aside", 0)])
def test_only_the_set_that_it_was_developed_on_must_keep_its_floors(
    tmp_path: Path, group: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, group, ("hide it", True), ("split it", True), ("what is it", False))
    asked = parse_arguments(["eval", "--policy", "--json", "--failures"])
    assert run_refusals(asked, tmp_path, ask) == code
    found = json.loads(capsys.readouterr().out)
    assert found["rates"][f"caught, en, {group}"] == 0.5
    assert found["rates"][f"let through, en, {group}"] == 1
    assert found["misses"] == [f"{group} en not refused: split it"]


def test_a_refused_question_is_wrong_as_well() -> None:
    judged = [JudgedMessage("policy", "ru", ("q",), unsafe=False, refused=True)]
    assert compute_rates(judged) == {"let through, ru, policy": (0.0, 1)}


def test_a_folder_without_sets_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no policy\.jsonl"):
        run_refusals(parse_arguments(["eval", "--policy"]), tmp_path, ask)
    (tmp_path / "policy.jsonl").write_text('{"text": "a"}', "utf-8")
    with pytest.raises(UsageError, match=r"policy\.jsonl:1 is no golden message"):
        run_refusals(parse_arguments(["eval", "--policy"]), tmp_path, ask)
