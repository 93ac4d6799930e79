"""A generation opened: rows, windows, and what it says when a file is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.build import publish
from knowledge.errors import IndexCorruptError
from knowledge.index import disk_format
from knowledge.index.generation import Generation, open_current
from tests.support.index import MakeIndex


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


def test_a_folder_that_is_not_there_is_a_missing_index(tmp_path: Path) -> None:
    with pytest.raises(IndexCorruptError):
        Generation(tmp_path / "gen-000001")
