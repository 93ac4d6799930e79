"""Search as a whole."""

from __future__ import annotations

import pytest

from knowledge.index.generation import Generation
from knowledge.index.retriever import MAX_WORD_CHARS, Retriever, expand_to_words


def test_the_passage_that_says_it_is_found_first(rules: Generation, retriever: Retriever) -> None:
    hits = retriever.search("the tax on salt")
    assert rules.documents.ids[hits[0].document] == "salt"
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert hits[0].words == pytest.approx(1.0)
    assert hits[0].cover > 0.9


def test_no_more_hits_are_given_than_asked_for(retriever: Retriever) -> None:
    assert len(retriever.search("coins", 2)) == 2


def test_the_query_says_in_which_language_it_was_asked(retriever: Retriever) -> None:
    query, _ = retriever.search_query("Может ли фирма платить монетами?", 3)
    assert query.language == "ru"
    assert list(query.encoded) == ["main"]


def test_a_question_of_the_front_matter_lifts_its_note(
    rules: Generation, retriever: Retriever
) -> None:
    hit = retriever.search("How large is the fine?")[0]
    assert rules.documents.ids[hit.document] == "new-rule"
    assert hit.asked > 0.99


def test_features_to_train_on_are_those_of_the_candidates(retriever: Retriever) -> None:
    rows, features = retriever.features("the tax on salt")
    assert {len(column) for column in features.columns.values()} == {len(rows)}


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [(5, 6, "across"), (2, 5, "pay across"), (0, 0, "pay"), (10, 12, "across, a")],
)
def test_a_span_is_widened_to_whole_words(start: int, end: int, words: str) -> None:
    assert expand_to_words("pay across, a border", start, end) == words


def test_a_run_of_letters_is_no_word_as_a_whole() -> None:
    assert len(expand_to_words("a" * 20_000, 10_000, 10_001)) == 2 * MAX_WORD_CHARS + 1
