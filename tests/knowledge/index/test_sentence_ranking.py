"""Which sentences of a note are said first."""

from __future__ import annotations

import pytest

from knowledge.index.retriever import Retriever
from knowledge.index.sentence_ranking import RankedSentence, rank_sentences


def ranked(retriever: Retriever, question: str, focus: str = "") -> tuple[RankedSentence, ...]:
    query, hits = retriever.search_query(question, 10)
    hit = next(h for h in hits if retriever.generation.documents.ids[h.document] == "new-rule")
    return rank_sentences(retriever, query, hit, focus or question)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("When may a firm pay in coins?", "Yes, a firm may pay in coins since 2026."),
        ("How large is the fine?", "The fine is 5 EUR."),
        ("ask the bank", "Ask the bank first."),
    ],
)
def test_the_sentence_that_fits_best_comes_first(
    retriever: Retriever, question: str, first: str
) -> None:
    assert ranked(retriever, question)[0].sentence.text == first


def test_all_sentences_of_the_note_are_there_with_their_places(retriever: Retriever) -> None:
    found = ranked(retriever, "coins")
    assert sorted(f.order for f in found) == [(0, 0), (0, 1), (1, 0)]
    assert [f.score for f in found] == sorted((f.score for f in found), reverse=True)


def test_a_sentence_below_a_heading_of_checks_is_advice(retriever: Retriever) -> None:
    advice = {f.sentence.text: f.advice for f in ranked(retriever, "coins")}
    assert advice == {
        "Yes, a firm may pay in coins since 2026.": False,
        "The fine is 5 EUR.": False,
        "Ask the bank first.": True,
    }


def test_in_a_follow_up_the_new_words_count(retriever: Retriever) -> None:
    question = "May a firm pay in coins?"
    by_text = {f.sentence.text: f.score for f in ranked(retriever, question, "fine")}
    before = {f.sentence.text: f.score for f in ranked(retriever, question)}
    assert by_text["The fine is 5 EUR."] > before["The fine is 5 EUR."]
