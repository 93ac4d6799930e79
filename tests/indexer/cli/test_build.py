"""Builds: what cannot work is refused before anything slow, and updates do no more than needed."""

from __future__ import annotations

import json
import os
import shutil
import threading
from pathlib import Path

import pytest

from indexer.build import publish
from indexer.cli import build
from indexer.cli.build import INCOMPLETE_EXIT_CODE, run_build, run_update, run_watch
from indexer.cli.context import CommandContext
from indexer.cli.parser import parse_arguments
from indexer.progress import Step
from knowledge.errors import (
    ConfigError,
    IndexLockedError,
    ModelError,
    NoteError,
    TradewindError,
    UsageError,
)
from knowledge.index import disk_format
from knowledge.index.encoders.base import Encoder
from knowledge.index.generation import open_current
from knowledge.index.update_record import read_update_record
from tests.support.encoders import WordEncoder
from tests.support.index import MakeIndex, rebuild
from tests.support.notes import note


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


def two_folders(make_index: MakeIndex) -> tuple[Path, CommandContext]:
    """An index of two folders, and the command that updates it."""
    root = make_index()
    notes, share = root.parent / "notes", root.parent / "share"
    share.mkdir()
    (share / "policy.md").write_text(note("policy", "Ask the desk first.[^1]"), "utf-8")
    update = context("update", "--index", root, "--sources", notes, "--sources", share)
    assert run_update(update, Opened()) == 0
    share.rename(root.parent / "unmounted")
    return root, update


def test_an_update_goes_on_without_a_folder_that_is_missing_and_says_so(
    make_index: MakeIndex, capsys: pytest.CaptureFixture[str]
) -> None:
    root, update = two_folders(make_index)
    (root.parent / "notes" / "beta.md").unlink()
    assert run_update(update, Opened()) == INCOMPLETE_EXIT_CODE
    assert "share: is no folder now; what the index has of it is kept" in capsys.readouterr().err
    assert served_ids(root) == ("alpha", "gamma", "policy")
    record = read_update_record(root)
    assert record
    assert (record.outcome, "share" in record.reason) == ("incomplete", True)
    (root.parent / "unmounted").rename(root.parent / "share")
    assert run_update(update, Opened()) == 0
    assert served_ids(root) == ("alpha", "gamma", "policy")


def test_a_folder_that_is_missing_makes_no_generation_by_itself(make_index: MakeIndex) -> None:
    """Else the older ones would be pushed out, one an hour."""
    root, update = two_folders(make_index)
    before = open_current(root)[0].name
    assert run_update(update, Opened()) == INCOMPLETE_EXIT_CODE
    assert open_current(root)[0].name == before


@pytest.mark.parametrize("damaged", [disk_format.CURRENT, f"gen-000002/{disk_format.PASSAGES}"])
def test_an_update_with_nothing_to_do_points_past_what_is_damaged(
    make_index: MakeIndex, damaged: str
) -> None:
    root = make_index()
    rebuild(root, root.parent / "notes", WordEncoder(), keep=False)
    (root / damaged).write_bytes(b"damaged")
    options = ("--sources", root.parent / "notes", "--index", root, "--quiet")
    assert run_update(context("update", *options), Opened()) == 0
    served, faults = open_current(root)
    assert (served.name, faults) == (disk_format.read_current(root), [])
    assert len(disk_format.list_generations(root)) == 2


def test_a_link_that_leads_out_is_reported_when_nothing_else_changed(
    make_index: MakeIndex, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_index()
    (root.parent / "notes" / "out.md").symlink_to("/etc/hostname")
    update = context("update", "--index", root, "--sources", root.parent / "notes")
    for _ in range(2):
        assert run_update(update, Opened()) == 0
        assert "out.md: is a link" in capsys.readouterr().err
    assert open_current(root)[0].name == "gen-000002"


def test_a_bad_file_makes_one_generation_and_not_one_with_each_update(
    make_index: MakeIndex, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_index()
    (root.parent / "notes" / "bad.md").write_bytes(b"")
    update = context("update", "--index", root, "--sources", root.parent / "notes")
    for _ in range(3):
        assert run_update(update, Opened()) == 0
        assert "bad.md" in capsys.readouterr().err
    assert open_current(root)[0].name == "gen-000002"


@pytest.mark.slow
def test_a_name_that_is_not_unicode_ends_no_watch(
    make_index: MakeIndex, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_index()
    notes = root.parent / "notes"
    is_over = threading.Event()

    def write() -> None:
        while not is_over.wait(0.2):
            (notes / os.fsdecode(b"\xff\xfe.md")).write_text("x")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert (
            run_watch(context("watch", "--once", "--index", root, "--sources", notes), Opened())
            == 0
        )
    finally:
        is_over.set()
        writer.join()
    assert "not UTF-8" in capsys.readouterr().err


def test_a_watched_update_that_finds_the_index_held_is_told_and_not_the_end(
    make_index: MakeIndex, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_index()
    watch = context("watch", "--index", root, "--sources", root.parent / "notes")
    with publish.writing(root):
        assert not build._update_again(watch, Opened())
    assert "is writing" in capsys.readouterr().err
    assert build._update_again(watch, Opened())


def test_a_build_from_scratch_refuses_a_folder_that_is_missing(make_index: MakeIndex) -> None:
    root, update = two_folders(make_index)
    with pytest.raises(ConfigError, match="is no folder"):
        run_build(update, Opened())
    assert served_ids(root) == ("alpha", "beta", "gamma", "policy")


def test_a_failed_update_leaves_its_reason_beside_the_index(make_index: MakeIndex) -> None:
    root = make_index()
    update = context("update", "--index", root, "--sources", root.parent / "notes")
    missing = context("build", "--index", root, "--sources", root.parent / "missing")
    with pytest.raises(ConfigError):
        run_build(missing, Opened())
    record = read_update_record(root)
    assert record
    assert record.outcome == "failed"
    assert "is no folder" in record.reason
    with publish.writing(root), pytest.raises(IndexLockedError):
        run_update(update, Opened())
    # The one that writes says how it ended.
    assert read_update_record(root) == record
    mistaken = context("update", "--index", root, "--device", "toaster")
    with pytest.raises(UsageError):
        run_update(mistaken, Opened())
    # No update has begun.
    assert read_update_record(root) == record
    run_update(update, Opened())
    assert read_update_record(root).outcome == "done"  # type: ignore[union-attr]


def test_where_something_can_serve_an_update_if_needed_waits_for_nothing(
    home: Path, bundled_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither for the lock nor for a folder that is missing: the bot starts behind it."""
    monkeypatch.setenv("TRADEWIND_HOME", str(home))
    root, opened = tmp_path / "index", Opened()
    shutil.copytree(bundled_index, root)
    needed = context("update", "--if-needed", "--index", root, "--sources", tmp_path / "nowhere")
    with publish.writing(root):
        assert run_update(needed, opened) == 0
    assert opened.times == 0
    (root / disk_format.CURRENT).unlink()
    for generation in disk_format.list_generations(root):
        (root / generation / disk_format.PASSAGES).unlink()
    with pytest.raises(ConfigError, match="is no folder"):
        run_update(needed, opened)


def served_ids(root: Path) -> tuple[str, ...]:
    return open_current(root)[0].documents.ids


def test_a_name_with_commands_to_the_terminal_is_printed_harmlessly(
    make_index: MakeIndex, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_index()
    (root.parent / "notes" / "b\x1b]0;pwned\x07\nc.md").write_bytes(b"")
    run_update(context("update", "--index", root, "--sources", root.parent / "notes"), Opened())
    printed = capsys.readouterr()
    assert "b\\u001b]0;pwned\\u0007\\u000ac.md: is empty" in printed.err
    assert "\x1b" not in printed.out + printed.err


def test_ready_made_passages_are_indexed(tmp_path: Path) -> None:
    (tmp_path / "p.jsonl").write_text('{"id": "1/a", "text": "The rule binds banks."}', "utf-8")
    root = tmp_path / "index"
    run_build(context("build", "--index", root, "--passages", tmp_path / "p.jsonl"), Opened())
    assert open_current(root)[0].store.passage(0).id == "1/a"
