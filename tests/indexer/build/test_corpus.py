"""What a generation is made of."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.build import corpus, generation_builder, publish
from indexer.documents.parsed_document import parse_document
from knowledge.index.generation import Generation, open_current
from tests.support.encoders import WordEncoder
from tests.support.index import MakeIndex, silent
from tests.support.notes import note


def served(root: Path) -> Generation:
    return open_current(root)[0]


def rebuild_of(root: Path, folders: list[Path]) -> None:
    """A generation of several folders."""
    with publish.writing(root):
        found = corpus.read_corpus(folders, None, silent, parse_document)
        generation_builder.build_generation(root, found, [WordEncoder()], folders, None, silent)


def test_an_update_without_changes_is_noticed_before_anything_is_read(
    make_index: MakeIndex,
) -> None:
    root = make_index()
    folder = root.parent / "notes"
    assert corpus.find_unchanged([folder], served(root))
    (folder / "alpha.md").write_text(note("alpha", "Other words entirely.[^1]"), "utf-8")
    assert not corpus.find_unchanged([folder], served(root))


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
    found = corpus.read_corpus([folder], served(root), silent, parse_document)
    assert (found.loaded, found.kept, found.removed) == (1, 1, 1)
    assert [item.head.id for item in found.items] == ["alpha", "gamma"]


def test_equal_documents_have_equal_digests_read_or_kept(make_index: MakeIndex) -> None:
    root = make_index()
    folder = root.parent / "notes"
    read, kept = (
        corpus.read_corpus([folder], last, silent, parse_document) for last in (None, served(root))
    )
    assert kept.kept == 3
    assert read.digest == kept.digest == served(root).manifest.corpus


def test_what_the_index_has_of_a_folder_that_is_missing_is_kept(make_index: MakeIndex) -> None:
    root = make_index()
    notes, share = root.parent / "notes", root.parent / "share"
    share.mkdir()
    (share / "policy.md").write_text(note("policy", "Ask the desk first.[^1]"), "utf-8")
    rebuild_of(root, [notes, share])
    share.rename(root.parent / "unmounted")
    (notes / "beta.md").unlink()
    found = corpus.read_corpus([notes, share], served(root), silent, parse_document)
    assert [item.head.id for item in found.items] == ["alpha", "gamma", "policy"]
    assert (found.loaded, found.kept, found.removed) == (0, 3, 1)
    assert [problem.path for problem in found.unread] == [str(share)]
    assert not found.problems


def test_a_missing_folder_is_known_by_its_path_when_its_number_changed(
    make_index: MakeIndex,
) -> None:
    root = make_index()
    notes, share = root.parent / "notes", root.parent / "share"
    share.mkdir()
    (share / "policy.md").write_text(note("policy", "Ask the desk first.[^1]"), "utf-8")
    rebuild_of(root, [share, notes])
    share.rename(root.parent / "unmounted")
    found = corpus.read_corpus([notes, share], served(root), silent, parse_document)
    paths = {item.head.id: item.path for item in found.items}
    assert paths == {
        "alpha": "alpha.md", "beta": "beta.md", "gamma": "gamma.md", "policy": "share-1/policy.md"
    }  # fmt: skip
    assert not corpus.find_unchanged([notes, share], served(root))


def test_nothing_is_kept_of_a_missing_folder_that_the_index_never_had(
    make_index: MakeIndex,
) -> None:
    root = make_index()
    notes, other = root.parent / "notes", root.parent / "mistyped"
    found = corpus.read_corpus([notes, other], served(root), silent, parse_document)
    assert [item.head.id for item in found.items] == ["alpha", "beta", "gamma"]
    assert len(found.unread) == 1


def test_a_corpus_is_the_same_when_its_problems_are(make_index: MakeIndex) -> None:
    root = make_index({"good.md": note("good", "All is well.[^1]"), "bad.md": "---\nid: [\n---\nx"})
    folder = root.parent / "notes"
    assert corpus.find_unchanged([folder], served(root)) is None
    assert corpus.is_same(
        corpus.read_corpus([folder], served(root), silent, parse_document), served(root)
    )
    (folder / "worse.md").write_bytes(b"")
    assert not corpus.is_same(
        corpus.read_corpus([folder], served(root), silent, parse_document), served(root)
    )


@pytest.mark.slow
def test_documents_are_read_in_a_process_of_their_own(make_index: MakeIndex) -> None:
    root = make_index()
    folder = root.parent / "notes"
    (folder / "empty.md").write_bytes(b"")
    here, there = (
        corpus.read_corpus([folder], None, silent, read) for read in (parse_document, None)
    )
    assert here.items == there.items
    assert [str(problem) for problem in there.problems] == [
        "empty.md: is empty; write it or take it away"
    ]
