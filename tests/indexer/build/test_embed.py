"""Vectors are made for what is new, and reused for the rest."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from indexer.build.embed import embed_passages, hash_passage
from knowledge.index.generation import Generation, open_current
from tests.support.encoders import WordEncoder
from tests.support.index import MakeIndex, rebuild, silent
from tests.support.notes import many_notes


def served(root: Path) -> Generation:
    return open_current(root)[0]


def test_touching_one_file_of_200_embeds_only_its_changed_passages(make_index: MakeIndex) -> None:
    root = make_index(many_notes(200))
    folder = root.parent / "notes"
    changed = (folder / "note-7.md").read_text("utf-8").replace("Text 7.", "Text seven.")
    (folder / "note-7.md").write_text(changed, "utf-8")
    encoder = WordEncoder()
    rebuild(root, folder, encoder)
    assert encoder.encoded == 1
    assert served(root).manifest.documents == 200


def test_a_renamed_file_is_not_embedded_again(make_index: MakeIndex) -> None:
    root = make_index()
    folder = root.parent / "notes"
    (folder / "gamma.md").rename(folder / "delta.md")
    encoder = WordEncoder()
    rebuild(root, folder, encoder)
    assert encoder.encoded == 0
    assert served(root).documents.ids == ("alpha", "beta", "gamma")


def test_another_encoder_embeds_everything_anew(make_index: MakeIndex) -> None:
    root = make_index()
    encoder = WordEncoder(revision="2")
    rebuild(root, root.parent / "notes", encoder)
    assert encoder.encoded == served(root).manifest.passages


def test_vectors_are_those_of_the_last_generation_and_questions_are_reused(
    make_index: MakeIndex,
) -> None:
    last = served(make_index())
    passages = [last.store.passage(row) for row in range(len(last))]
    encoder = WordEncoder()
    made = embed_passages(encoder, passages, [("en", "Is it paid?")], last, silent)
    assert (made.fresh, encoder.encoded) == (0, 1)
    assert np.array_equal(made.sentences, last.windows("main").sentences)
    assert made.first_phrase.tolist() == [0] * (len(passages) + 1)


def test_passages_of_a_language_that_is_not_served_have_no_vectors(make_index: MakeIndex) -> None:
    last = served(make_index())
    passages = [last.store.passage(row) for row in range(len(last))]
    passages[0] = passages[0].model_copy(update={"language": "ru"})
    made = embed_passages(WordEncoder(languages=["en"]), passages, [], None, silent)
    assert made.rows.tolist() == list(range(1, len(passages)))
    assert not made.sentences[: len(passages[0].sentences)].any()


def test_a_passage_s_hash_depends_on_where_its_sentences_are_cut(make_index: MakeIndex) -> None:
    passage = served(make_index()).store.passage(0)
    fewer = passage.model_copy(update={"sentences": passage.sentences[:1]})
    moved = passage.model_copy(update={"id": "other"})
    assert hash_passage(passage) == hash_passage(moved) != hash_passage(fewer)
