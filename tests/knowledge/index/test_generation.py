"""A generation opened: rows, windows, and what it says when a file is wrong."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.build import publish
from knowledge.errors import IndexCorruptError
from knowledge.index import disk_format
from knowledge.index.generation import Generation, open_current
from tests.support.encoders import WordEncoder
from tests.support.index import MakeIndex, rebuild
from tests.support.users import as_another_user, folder_for_everyone


def test_rows_lead_from_documents_to_passages_to_sentences(rules: Generation) -> None:
    rows = rules.rows_of(0)
    assert [rules.store.passage(int(row)).source_id for row in rows] == ["new-rule"] * len(rows)
    places = rules.sentences_of(int(rows[0]))
    assert places.stop - places.start == len(rules.store.passage(int(rows[0])).sentences)
    assert len(rules) == rules.manifest.passages
    assert rules.language_names == ("en", "ru")


def test_windows_hold_a_vector_for_every_sentence_and_question(rules: Generation) -> None:
    windows = rules.windows("main")
    assert len(windows.sentences) == rules.manifest.sentences
    assert len(windows.asks) == 2
    assert not windows.has_phrases
    assert windows.phrases_of(0).shape == (0, 64)
    assert rules.windows("main") is windows


def test_files_that_are_sealed_but_senseless_are_corrupt(make_index: MakeIndex) -> None:
    folder = make_index() / "gen-000001"
    (folder / disk_format.ROWS).write_bytes(b"nonsense")
    publish.seal(folder, disk_format.read_manifest(folder))
    with pytest.raises(IndexCorruptError, match="cannot be opened"):
        Generation(folder)


def test_a_damaged_pointer_is_a_fault_that_costs_no_answer(make_index: MakeIndex) -> None:
    root = make_index()
    (root / disk_format.CURRENT).unlink()
    generation, faults = open_current(root)
    assert generation.name == "gen-000001"
    assert len(faults) == 1


def put_folder(generation: Path) -> None:
    (generation / disk_format.PASSAGES).unlink()
    (generation / disk_format.PASSAGES).mkdir()


def put_dangling_link(generation: Path) -> None:
    (generation / disk_format.LEXICAL).unlink()
    (generation / disk_format.LEXICAL).symlink_to("nowhere")


def put_pipe(generation: Path) -> None:
    (generation / disk_format.MANIFEST).unlink()
    os.mkfifo(generation / disk_format.MANIFEST)


@pytest.mark.parametrize("spoil", [put_folder, put_dangling_link, put_pipe])
def test_a_generation_that_cannot_be_read_gives_way_to_the_one_before(
    make_index: MakeIndex, spoil: Callable[[Path], None]
) -> None:
    root = make_index()
    rebuild(root, root.parent / "notes", WordEncoder(), keep=False)
    spoil(root / "gen-000002")
    generation, faults = open_current(root)
    assert generation.name == "gen-000001"
    assert "cannot be read" in str(faults[0])


def test_a_generation_built_by_root_gives_way_to_one_of_our_own(make_index: MakeIndex) -> None:
    source = make_index()
    rebuild(source, source.parent / "notes", WordEncoder(), keep=False)
    with folder_for_everyone() as folder:
        root = Path(shutil.copytree(source, folder / "index"))
        for place in (root, *root.rglob("*")):
            place.chmod(0o755)
        for file in (root / "gen-000002").iterdir():
            file.chmod(0)
        (root / disk_format.CURRENT).chmod(0)

        def opens() -> None:
            generation, faults = open_current(root)
            assert generation.name == "gen-000001"
            assert ["chown" in str(fault) for fault in faults] == [True, True]
            generation.close()

        as_another_user(opens)


@pytest.mark.parametrize("odd", ["a#b", "a?mode=rwc", "a%20b", "ä ö", "a&b;c"])
def test_an_index_opens_whatever_its_folder_is_named(make_index: MakeIndex, odd: str) -> None:
    source = make_index()
    root = shutil.copytree(source, source.parent / odd / "index")
    generation, faults = open_current(root)
    assert (generation.manifest.documents, faults) == (3, [])
    assert generation.store.passage(0).text


def test_files_that_speak_of_other_rows_than_the_manifest_are_corrupt(
    make_index: MakeIndex,
) -> None:
    folder = make_index() / "gen-000001"
    manifest = disk_format.read_manifest(folder)
    for field in ("documents", "passages", "sentences"):
        more = getattr(manifest, field) + 1
        publish.seal(folder, manifest.model_copy(update={field: more}))
        with pytest.raises(IndexCorruptError, match="cannot be opened"):
            Generation(folder)


def test_a_view_in_place_of_a_table_is_never_run(make_index: MakeIndex) -> None:
    folder = make_index() / "gen-000001"
    db = sqlite3.connect(folder / disk_format.PASSAGES)
    db.executescript("""
        DROP TABLE documents;
        CREATE VIEW documents AS WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n)
            SELECT i AS rank, 'x' || i AS id, 'p' AS path, 'd' AS digest, 0 AS size, 0 AS mtime,
            '{}' AS head FROM n;
    """)
    db.close()
    publish.seal(folder, disk_format.read_manifest(folder))
    with pytest.raises(IndexCorruptError, match="cannot be opened"):
        Generation(folder)


def test_a_folder_that_is_not_there_is_a_missing_index(tmp_path: Path) -> None:
    with pytest.raises(IndexCorruptError):
        Generation(tmp_path / "gen-000001")
