"""Incremental builds: only what changed is embedded, and the result is that of a full build."""

from __future__ import annotations

import gc
import json
import weakref
from pathlib import Path

import pytest
from tests.support.encoders import WordEncoder
from tests.support.index import MakeIndex, rebuild, silent
from tests.support.notes import note

from indexer.build import generation_builder
from indexer import cli
from indexer.build import corpus
from indexer.build import publish
from indexer.__main__ import main
from knowledge.errors import NoteError, UsageError
from knowledge.index.generation import Generation, open_current
from knowledge.index.retriever import Retriever
from knowledge.library import Library


def served(root: Path) -> Generation:
    return open_current(root)[0]


def found(root: Path, question: str) -> list[tuple[str, float]]:
    generation = served(root)
    hits = Retriever(generation, [WordEncoder()]).search(question)
    ids = generation.store.ids([hit.row for hit in hits])
    return [(passage, round(hit.score, 3)) for (passage, _), hit in zip(ids, hits, strict=True)]


def many(count: int) -> dict[str, str]:
    return {
        f"note-{i}.md": note(f"note-{i}", f"Subject {i} costs {i} EUR.[^1]\n\n## More\n\nText {i}.")
        for i in range(count)
    }


def test_touching_one_file_of_200_embeds_only_its_changed_passages(make_index: MakeIndex) -> None:
    root = make_index(many(200))
    folder = root.parent / "notes"
    changed = (folder / "note-7.md").read_text("utf-8").replace("Text 7.", "Text seven.")
    (folder / "note-7.md").write_text(changed, "utf-8")
    encoder = WordEncoder()
    rebuild(root, folder, encoder)
    assert encoder.encoded == 1
    assert served(root).manifest.documents == 200


def test_an_incremental_build_equals_a_full_one(make_index: MakeIndex) -> None:
    root = make_index(many(30))
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


def test_a_library_lets_go_of_an_index_that_was_replaced(make_index: MakeIndex) -> None:
    root = make_index()
    library = Library(root, root, encoders=[WordEncoder()])
    library.search("tax on salt")
    before = weakref.ref(library.generation)
    (root.parent / "notes" / "gamma.md").unlink()
    rebuild(root, root.parent / "notes", WordEncoder())
    assert library.refresh()
    library.search("tax on salt")
    gc.collect()
    assert before() is None


def test_a_renamed_file_is_not_embedded_again(make_index: MakeIndex) -> None:
    root = make_index()
    folder = root.parent / "notes"
    (folder / "gamma.md").rename(folder / "delta.md")
    encoder = WordEncoder()
    rebuild(root, folder, encoder)
    assert encoder.encoded == 0
    assert served(root).documents.ids == ("alpha", "beta", "gamma")


def test_an_update_without_changes_is_noticed_before_anything_is_read(
    make_index: MakeIndex,
) -> None:
    root = make_index()
    folder = root.parent / "notes"
    assert corpus.unchanged([folder], served(root))
    (folder / "alpha.md").write_text(note("alpha", "Other words entirely.[^1]"), "utf-8")
    assert not corpus.unchanged([folder], served(root))


def test_another_encoder_embeds_everything_anew(make_index: MakeIndex) -> None:
    root = make_index()
    encoder = WordEncoder(revision="2")
    rebuild(root, root.parent / "notes", encoder)
    assert encoder.encoded == served(root).manifest.passages


def test_update_builds_anew_when_the_encoder_is_another_and_no_note_changed(
    make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Else nothing could answer: the index is no longer the encoder's."""
    root = make_index()
    update = ["update", "--index", str(root), "--sources", str(root.parent / "notes")]
    said = []
    for revision in ("1", "2", "2"):
        encoders = [WordEncoder(revision=revision)]
        monkeypatch.setattr(cli, "_encoders", lambda _, encoders=encoders: encoders)
        assert main(update) == 0
        said.append("nothing changed" in capsys.readouterr().out)
        assert served(root).manifest.encoders == (encoders[0].spec,)
    assert said == [True, False, True]


def test_one_bad_file_is_reported_and_the_rest_is_indexed(make_index: MakeIndex) -> None:
    root = make_index({"good.md": note("good", "All is well.[^1]"), "bad.md": "---\nid: [\n---\nx"})
    assert served(root).documents.ids == ("good",)
    assert "bad.md" in served(root).manifest.problems[0]


def test_strict_makes_a_bad_file_fatal_and_keeps_the_old_generation(make_index: MakeIndex) -> None:
    root = make_index()
    folder = root.parent / "notes"
    (folder / "zero.md").write_bytes(b"")
    read = corpus.read([folder], None, silent)
    with pytest.raises(NoteError, match="empty"), publish.writing(root):
        generation_builder.write(root, read, [WordEncoder()], [folder], None, silent, strict=True)
    assert served(root).name == "gen-000001"


def test_two_files_with_one_id_are_a_problem_not_a_mixture(make_index: MakeIndex) -> None:
    root = make_index({"a.md": note("same", "First.[^1]"), "b.md": note("same", "Second.[^1]")})
    assert served(root).manifest.documents == 1
    assert "has the id 'same'" in served(root).manifest.problems[0]


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    with pytest.raises(UsageError, match="nothing to index"):
        rebuild(tmp_path / "index", tmp_path / "notes", WordEncoder())


def test_passages_keep_the_ids_they_come_with(tmp_path: Path) -> None:
    file = tmp_path / "Passages 1.jsonl"
    lines = [
        {"id": "1/1.(a)", "text": "The rule binds banks.", "title": "AML", "headings": ["Scope"]},
        {"id": "1/1.(a)", "text": "The same id again."},
        {"id": 7, "text": "Правило действует для банков.", "language": "ru"},
    ]
    broken = ["not json", '{"id": "x"}', '{"id": "y", "text": "t", "headings": "h"}', "[]"]
    file.write_text("\n".join([json.dumps(line) for line in lines] + broken), "utf-8")
    read = corpus.read_passages(file, silent)
    assert [p.id for p in read.items[0].passages] == ["1/1.(a)", "1/1.(a)", "7"]
    assert [p.language for p in read.items[0].passages] == ["en", "en", "ru"]
    assert read.items[0].passages[0].headings == ("AML", "Scope")
    assert [problem.path for problem in read.problems] == [f"{file.name}:{n}" for n in range(4, 8)]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\x00\x01\x02", b"{}"])
def test_a_passages_file_without_passages_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "p.jsonl"
    file.write_bytes(content)
    with pytest.raises(UsageError, match="no passages"):
        corpus.read_passages(file, silent)
