"""Scores by words."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.index.generation import Generation
from knowledge.index.word_scores import WordScorer


def test_words_count_in_their_own_script_only(rules: Generation) -> None:
    scores = WordScorer(rules).score("coins монеты").scores
    languages = np.array([rules.store.passage(row).language for row in range(len(rules))])
    # Both words have five letters or six: the text counts as Cyrillic.
    assert scores[languages == "ru"].any()
    assert not scores[languages == "en"].any()


def test_headings_count_less_than_the_text(rules: Generation) -> None:
    scorer = WordScorer(rules)
    in_text, in_heading = scorer.score("bank").scores, scorer.score("check").scores
    assert 0 < in_heading.max() < in_text.max()


def test_the_weights_of_a_question_add_up_to_one_and_unknown_words_have_none(
    rules: Generation,
) -> None:
    weights = WordScorer(rules).weights("salt zebra", "en")
    assert weights == pytest.approx({"salt": 1.0, "zebra": 0.0})


def test_sentences_are_kept_as_stems(rules: Generation) -> None:
    stems = WordScorer(rules).sentence_stems(0)
    assert len(stems) == len(rules.store.passage(0).sentences)
    assert {"firm", "pay", "coin"} <= stems[0]


def test_a_question_without_known_words_scores_nothing(rules: Generation) -> None:
    scores = WordScorer(rules).score("zebra")
    assert not scores.scores.any()
    assert scores.best > 0
