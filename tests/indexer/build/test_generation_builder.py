"""Incremental builds: only what changed is embedded, and the result is that of a full build."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.build import corpus, generation_builder, publish
from indexer.documents.parsed_document import parse_document
from knowledge.errors import NoteError, UsageError
from knowledge.index.generation import Generation, open_current
from knowledge.index.retriever import Retriever
from tests.support.encoders import WordEncoder
from tests.support.index import MakeIndex, rebuild, silent
from tests.support.notes import many_notes, note


def served(root: Path) -> Generation:
    return open_current(root)[0]


def found(root: Path, question: str) -> list[tuple[str, float]]:
    generation = served(root)
    hits = Retriever(generation, [WordEncoder()]).search(question)
    ids = generation.store.ids([hit.row for hit in hits])
    return [(passage, round(hit.score, 3)) for (passage, _), hit in zip(ids, hits, strict=True)]


def test_an_incremental_build_equals_a_full_one(make_index: MakeIndex) -> None:
    root = make_index(many_notes(30))
    folder = root.parent / "notes"
    (folder / "note-3.md").unlink()
    (folder / "note-4.md").write_text(note("note-4", "Subject 4 is free now.[^1]"), "utf-8")
    (folder / "note-x.md").write_text(note("note-x", "Subject x is new.[^1]"), "utf-8")
    rebuild(root, folder, WordEncoder())
    other = rebuild(root.parent / "other", folder, WordEncoder(), keep=False)
    assert served(root).manifest.corpus == served(other).manifest.corpus
    for question in ("subject 4 free", "text 9", "new subject", "costs 3 EUR"):
        assert found(root, question) == found(other, question)
    for file in ("passages.sqlite", "lexical.safetensors", "rows.safetensors"):
        mine, theirs = served(root).manifest.files, served(other).manifest.files
        assert mine[file] == theirs[file]


def test_a_deleted_file_leaves_nothing_behind(make_index: MakeIndex) -> None:
    root = make_index()
    (root.parent / "notes" / "gamma.md").unlink()
    rebuild(root, root.parent / "notes", WordEncoder())
    generation = served(root)
    assert generation.documents.ids == ("alpha", "beta")
    assert all("gamma" not in passage for passage, _ in found(root, "tax on salt"))


def test_strict_makes_a_bad_file_fatal_and_keeps_the_old_generation(make_index: MakeIndex) -> None:
    root = make_index()
    folder = root.parent / "notes"
    (folder / "zero.md").write_bytes(b"")
    read = corpus.read_corpus([folder], None, silent, parse_document)
    with pytest.raises(NoteError, match="empty"), publish.writing(root):
        generation_builder.check_corpus(read, strict=True)
    assert served(root).name == "gen-000001"


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    with pytest.raises(UsageError, match="nothing to index"):
        rebuild(tmp_path / "index", tmp_path / "notes", WordEncoder())
