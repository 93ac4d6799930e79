"""Builds: what cannot work is refused before anything slow, and updates do no more than needed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.cli.build import run_build, run_update, run_watch
from indexer.cli.context import CommandContext
from indexer.cli.parser import parse_arguments
from indexer.progress import Step
from knowledge.errors import ConfigError, ModelError, NoteError, TradewindError, UsageError
from knowledge.index.encoders.base import Encoder
from knowledge.index.generation import open_current
from tests.support.encoders import WordEncoder
from tests.support.index import MakeIndex


class Opened:
    """What opens the encoders; counts how often."""

    def __init__(self, *revisions: str) -> None:
        self.revisions, self.times = list(revisions), 0

    def __call__(self, _context: CommandContext, _progress: Step) -> list[Encoder]:
        self.times += 1
        return [WordEncoder(revision=self.revisions[0] if self.revisions else "1")]


def context(*argv: object) -> CommandContext:
    return CommandContext(parse_arguments(list(map(str, argv))))


REFUSED = [
    (["--sources", "{tmp}/nowhere"], ConfigError, "is no folder"),
    (["--sources", "{tmp}", "--passages", "{tmp}/p.jsonl"], UsageError, "not both"),
    (["--passages", "{tmp}/p.jsonl"], UsageError, "cannot be read"),
    (["--sources", "{tmp}", "--device", "abacus"], UsageError, "--device abacus"),
    (["--sources", "{tmp}", "--model", "/nowhere/model"], ModelError, "is not there"),
    (["--sources", "{tmp}"], UsageError, "nothing to index"),
    (["--sources", "{tmp}", "--index", "{tmp}/file/index"], TradewindError, "cannot be written"),
]


@pytest.mark.parametrize("run", [run_build, run_update, run_watch])
@pytest.mark.parametrize(("options", "error", "problem"), REFUSED)
def test_what_cannot_work_is_refused_before_a_model_is_opened(
    tmp_path: Path,
    run: type,
    options: list[str],
    error: type[Exception],
    problem: str,
) -> None:
    (tmp_path / "file").write_text("x")
    given = [option.format(tmp=tmp_path) for option in options]
    if "--index" not in given:
        given += ["--index", str(tmp_path / "index")]
    opened = Opened()
    command = run.__name__.removeprefix("run_")
    watched = "watch follows" if (run, "--passages" in given) == (run_watch, True) else problem
    with pytest.raises(error, match=watched):
        run(context(command, *given), opened)
    assert opened.times == 0


def test_a_bad_file_is_fatal_with_strict_and_before_a_model_is_opened(tmp_path: Path) -> None:
    (tmp_path / "bad.md").write_bytes(b"")
    opened, root = Opened(), tmp_path / "index"
    with pytest.raises(NoteError, match="empty"):
        run_build(context("build", "--strict", "--sources", tmp_path, "--index", root), opened)
    assert opened.times == 0


def test_update_builds_anew_when_the_encoder_is_another_and_no_note_changed(
    make_index: MakeIndex, capsys: pytest.CaptureFixture[str]
) -> None:
    """Else nothing could answer: the index is no longer the encoder's."""
    root = make_index()
    update = context("update", "--index", root, "--sources", root.parent / "notes")
    unchanged = []
    for revision in ("1", "2", "2"):
        run_update(update, Opened(revision))
        unchanged.append("nothing changed" in capsys.readouterr().out)
        assert open_current(root)[0].manifest.encoders == (WordEncoder(revision=revision).spec,)
    assert unchanged == [True, False, True]


def test_a_build_starts_from_scratch_and_reports_what_it_did(
    make_index: MakeIndex, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_index()
    build = context("build", "--json", "--index", root, "--sources", root.parent / "notes")
    assert run_build(build, Opened()) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["generation"], report["documents"], report["changed"]) == ("gen-000002", 3, True)
    assert report["embedded"] == report["passages"] == 4


def test_problems_are_named_on_standard_error(
    make_index: MakeIndex, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_index()
    (root.parent / "notes" / "bad.md").write_bytes(b"")
    run_update(context("update", "--index", root, "--sources", root.parent / "notes"), Opened())
    printed = capsys.readouterr()
    assert "bad.md" in printed.err
    assert "gen-000002: 3 documents" in printed.out


def test_ready_made_passages_are_indexed(tmp_path: Path) -> None:
    (tmp_path / "p.jsonl").write_text('{"id": "1/a", "text": "The rule binds banks."}', "utf-8")
    root = tmp_path / "index"
    run_build(context("build", "--index", root, "--passages", tmp_path / "p.jsonl"), Opened())
    assert open_current(root)[0].store.passage(0).id == "1/a"
