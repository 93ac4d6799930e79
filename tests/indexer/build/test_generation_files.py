"""The files of a generation."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from indexer.build import generation_files
from indexer.build.corpus import read_corpus
from indexer.documents.parsed_document import parse_document
from knowledge.index import arrays
from knowledge.index.passages import PassageStore
from tests.support.index import silent
from tests.support.notes import NOTES


def corpus_of(folder: Path) -> object:
    for name, text in NOTES.items():
        (folder / name).write_text(text, "utf-8")
    return read_corpus([folder], None, silent, parse_document)


def test_passages_are_written_with_their_documents_and_sentences(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    corpus = corpus_of(tmp_path / "notes")
    passages = [p for item in corpus.items for p in item.passages]
    generation_files.write_passages(tmp_path / "p.sqlite", corpus, passages)
    store = PassageStore(tmp_path / "p.sqlite", 2)
    assert [store.passage(row) for row in range(len(passages))] == passages
    store.close()


def test_a_full_disk_is_an_error_of_the_system(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    corpus = corpus_of(tmp_path / "notes")
    with pytest.raises((OSError, sqlite3.OperationalError), match="unable to open"):
        generation_files.write_passages(tmp_path / "no" / "p.sqlite", corpus, [])


def test_rows_say_where_passages_belong(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    corpus = corpus_of(tmp_path / "notes")
    passages = [p for item in corpus.items for p in item.passages]
    generation_files.write_rows(tmp_path / "rows", corpus, passages, {})
    rows = arrays.load_arrays(tmp_path / "rows")
    assert rows["document"].tolist() == [0, 1, 1, 2]
    assert rows["sentence"][-1] == sum(len(p.sentences) for p in passages)
    assert rows["length"].tolist() == [len(p.text) for p in passages]
