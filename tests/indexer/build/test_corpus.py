"""What a generation is made of."""

from __future__ import annotations

from pathlib import Path

from indexer.build import corpus
from knowledge.index.generation import Generation, open_current
from tests.support.index import MakeIndex, silent
from tests.support.notes import note


def served(root: Path) -> Generation:
    return open_current(root)[0]


def test_an_update_without_changes_is_noticed_before_anything_is_read(
    make_index: MakeIndex,
) -> None:
    root = make_index()
    folder = root.parent / "notes"
    assert corpus.is_unchanged([folder], served(root))
    (folder / "alpha.md").write_text(note("alpha", "Other words entirely.[^1]"), "utf-8")
    assert not corpus.is_unchanged([folder], served(root))


def test_one_bad_file_is_reported_and_the_rest_is_indexed(make_index: MakeIndex) -> None:
    root = make_index({"good.md": note("good", "All is well.[^1]"), "bad.md": "---\nid: [\n---\nx"})
    assert served(root).documents.ids == ("good",)
    assert "bad.md" in served(root).manifest.problems[0]


def test_two_files_with_one_id_are_a_problem_not_a_mixture(make_index: MakeIndex) -> None:
    root = make_index({"a.md": note("same", "First.[^1]"), "b.md": note("same", "Second.[^1]")})
    assert served(root).manifest.documents == 1
    assert "has the id 'same'" in served(root).manifest.problems[0]


def test_a_corpus_counts_what_was_read_kept_and_removed(make_index: MakeIndex) -> None:
    root = make_index()
    folder = root.parent / "notes"
    (folder / "alpha.md").write_text(note("alpha", "Other words entirely.[^1]"), "utf-8")
    (folder / "beta.md").unlink()
    found = corpus.read_corpus([folder], served(root), silent)
    assert (found.loaded, found.kept, found.removed) == (1, 1, 1)
    assert [item.head.id for item in found.items] == ["alpha", "gamma"]


def test_equal_documents_have_equal_digests_read_or_kept(make_index: MakeIndex) -> None:
    root = make_index()
    folder = root.parent / "notes"
    read, kept = (corpus.read_corpus([folder], last, silent) for last in (None, served(root)))
    assert kept.kept == 3
    assert read.digest == kept.digest == served(root).manifest.corpus
