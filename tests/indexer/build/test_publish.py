"""Kill and damage tests: whatever happens, a reader finds one complete, verified generation."""

from __future__ import annotations

import errno
import os
import random
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.build import corpus, generation_builder, publish
from indexer.documents.parsed_document import parse_document
from knowledge.errors import IndexCorruptError, IndexLockedError, IndexMissingError, TradewindError
from knowledge.index import disk_format
from knowledge.index.generation import Generation, open_current
from tests.support.encoders import WordEncoder
from tests.support.index import MakeIndex, rebuild, silent
from tests.support.interruptions import stop_everywhere
from tests.support.paths import ROOT

STEPS = [
    "created", "passages", "lexical", "vectors main", "rows", "filled", "sealed", "synced",
    "renamed", "verified", "pointing", "published",
]  # fmt: skip


@pytest.mark.slow
def test_a_build_stopped_at_any_operation_on_a_file_leaves_a_complete_generation(
    memory_path: Path,
) -> None:
    kills, full_disks = stop_everywhere("index", memory_path)
    assert kills > 40
    assert full_disks > 10


def test_a_build_reports_its_steps_in_order(make_index: MakeIndex) -> None:
    root = make_index()
    seen: list[str] = []
    with publish.writing(root):
        read = corpus.read_corpus([root.parent / "notes"], None, silent, parse_document)
        generation_builder.build_generation(
            root, read, [WordEncoder()], [], None, lambda *_: None, step=seen.append
        )
    assert seen == STEPS


def test_a_flipped_bit_anywhere_is_found_and_the_previous_generation_serves(
    make_index: MakeIndex,
) -> None:
    root = make_index()
    rebuild(root, root.parent / "notes", WordEncoder(), keep=False)
    files = sorted((root / "gen-000002").iterdir())
    dice = random.Random(7)
    for _ in range(60):
        file = dice.choice(files)
        before = file.read_bytes()
        at, bit = dice.randrange(len(before)), dice.randrange(8)
        damaged = bytearray(before)
        damaged[at] ^= 1 << bit
        file.write_bytes(damaged)
        with pytest.raises(IndexCorruptError):
            Generation(root / "gen-000002")
        generation, faults = open_current(root)
        assert generation.name == "gen-000001"
        assert len(faults) == 1
        generation.close()
        file.write_bytes(before)
    assert open_current(root)[0].name == "gen-000002"


def test_a_truncated_or_missing_file_is_found(make_index: MakeIndex) -> None:
    root = make_index()
    file = root / "gen-000001" / disk_format.vectors_file("main")
    whole = file.read_bytes()
    for kept in (0, 10, len(whole) - 1):
        file.write_bytes(whole[:kept])
        with pytest.raises(IndexCorruptError, match="checksum"):
            open_current(root)
    file.unlink()
    with pytest.raises(IndexCorruptError, match="missing"):
        open_current(root)


def test_a_pointer_that_names_nothing_falls_back_to_the_newest_generation(
    make_index: MakeIndex,
) -> None:
    root = make_index()
    (root / disk_format.CURRENT).write_text("../../etc\n")
    generation, faults = open_current(root)
    assert generation.name == "gen-000001"
    assert "does not name a generation" in str(faults[0])


def test_an_empty_folder_says_that_there_is_no_index(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="tradewind-index build"):
        open_current(tmp_path)


def test_only_one_process_writes_at_a_time(tmp_path: Path) -> None:
    with publish.writing(tmp_path), pytest.raises(IndexLockedError), publish.writing(tmp_path):
        pass


@pytest.mark.parametrize("step", ["passages", "lexical", "rows", "sealed", "pointing"])
def test_a_full_disk_leaves_the_old_generation_and_says_so(
    make_index: MakeIndex, step: str
) -> None:
    root = make_index()

    def full(name: str) -> None:
        if name == step:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    read = corpus.read_corpus([root.parent / "notes"], None, silent, parse_document)
    with pytest.raises(TradewindError, match="No space"), publish.writing(root):
        generation_builder.build_generation(
            root, read, [WordEncoder()], [], None, lambda *_: None, step=full
        )
    assert open_current(root)[0].name == "gen-000001"
    assert not list(root.glob(".writing-*"))


def test_rollback_serves_the_generation_before(make_index: MakeIndex) -> None:
    root = make_index()
    rebuild(root, root.parent / "notes", WordEncoder(), keep=False)
    assert publish.rollback(root) == ("gen-000002", "gen-000001")
    assert open_current(root)[0].name == "gen-000001"
    with pytest.raises(TradewindError, match="no older generation"):
        publish.rollback(root)


@pytest.mark.parametrize("pointer", [b"", b"gen-../../x", b"x" * 100_000])
def test_a_rollback_from_a_damaged_pointer_serves_the_newest_that_verifies(
    make_index: MakeIndex, pointer: bytes
) -> None:
    root = make_index()
    rebuild(root, root.parent / "notes", WordEncoder(), keep=False)
    (root / disk_format.CURRENT).write_bytes(pointer)
    (root / "gen-000002" / disk_format.MANIFEST).write_bytes(b"damaged")
    assert publish.rollback(root) == ("", "gen-000001")
    assert disk_format.read_current(root) == "gen-000001"


def test_old_generations_are_collected_but_never_the_current_one(make_index: MakeIndex) -> None:
    root = make_index()
    for _ in range(3):
        rebuild(root, root.parent / "notes", WordEncoder(), keep=False)
    assert disk_format.list_generations(root) == ["gen-000002", "gen-000003", "gen-000004"]
    publish.point_current(root, "gen-000002")
    assert publish.collect(root, keep=1) == ["gen-000003"]
    assert open_current(root)[0].name == "gen-000002"


@pytest.mark.slow
def test_readers_beside_a_busy_writer_never_see_half_an_index(make_index: MakeIndex) -> None:
    root = make_index()
    code = """
import sys
from pathlib import Path
from knowledge.index.generation import open_current
count, seen = 0, set()
while count < 20 or len(seen) < 4:
    generation, faults = open_current(Path(sys.argv[1]))
    assert not faults, faults
    assert generation.manifest.documents == len(generation.documents.ids) == 3
    generation.close()
    count, seen = count + 1, seen | {generation.name}
"""
    reader = subprocess.Popen([sys.executable, "-c", code, root], cwd=ROOT, stderr=subprocess.PIPE)
    while reader.poll() is None:
        rebuild(root, root.parent / "notes", WordEncoder(), keep=False)
    _, err = reader.communicate()
    assert reader.returncode == 0, err.decode()


def test_an_index_is_made_with_the_folders_above_it(tmp_path: Path) -> None:
    with publish.writing(tmp_path / "a" / "b"):
        assert (tmp_path / "a" / "b").is_dir()


def test_what_a_killed_writer_left_is_removed_whatever_it_is(tmp_path: Path) -> None:
    (tmp_path / ".writing-gen-000001").mkdir()
    (tmp_path / ".writing-gen-000001" / "half").write_text("x")
    (tmp_path / ".writing-odd").write_text("a file")
    with publish.writing(tmp_path):
        assert list(tmp_path.glob(".writing-*")) == []


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (OSError(errno.ENOSPC, "full"), "No space is left"),
        (OSError(errno.EDQUOT, "quota"), "No space is left"),
        (OSError(errno.EFBIG, "large"), "No space is left"),
        (OSError(errno.EROFS, "Read-only file system"), r"cannot be written \(Read-only file"),
        (PermissionError(), r"cannot be written \(PermissionError\)"),
    ],
)
def test_an_error_of_the_disk_is_reported_with_its_reason(
    tmp_path: Path, error: OSError, problem: str
) -> None:
    with pytest.raises(TradewindError, match=problem), publish.writing(tmp_path):
        raise error


def test_a_generation_that_cannot_be_opened_is_removed_and_never_served(
    make_index: MakeIndex,
) -> None:
    root = make_index()
    manifest = disk_format.read_manifest(root / "gen-000001")

    def refuse(folder: Path) -> None:
        assert folder.name == "gen-000002"
        raise IndexCorruptError(folder.name, "a file", "is odd")

    with pytest.raises(IndexCorruptError, match="is odd"):
        publish.publish(root, lambda _: manifest, refuse)
    assert disk_format.list_generations(root) == ["gen-000001"]
    assert disk_format.read_current(root) == "gen-000001"


def test_without_a_current_generation_nothing_is_collected(make_index: MakeIndex) -> None:
    root = make_index()
    (root / disk_format.CURRENT).unlink()
    assert publish.collect(root, keep=0) == []
    assert disk_format.list_generations(root) == ["gen-000001"]


def test_every_file_of_an_index_is_its_owner_s_alone(make_index: MakeIndex) -> None:
    root = make_index()
    found = {path.relative_to(root).as_posix(): path for path in (root, *root.rglob("*"))}
    for path in found.values():
        wanted = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == wanted, path
    assert len(found) > 9


def test_a_link_that_a_killed_writer_left_is_removed_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "file").write_text("x")
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / ".writing-link").symlink_to(tmp_path / "kept")
    with publish.writing(tmp_path / "index"):
        assert not list((tmp_path / "index").glob(".writing-*"))
    assert (tmp_path / "kept" / "file").exists()
