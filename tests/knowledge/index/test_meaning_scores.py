"""Nearness in meaning."""

from __future__ import annotations

import numpy as np

from knowledge.index.generation import Generation
from knowledge.index.meaning_scores import MeaningScorer
from knowledge.index.query import Query
from tests.support.encoders import WordEncoder


def query(text: str, **encoder_of: str) -> Query:
    chosen = encoder_of or {"en": "main", "ru": "main"}
    return Query(text, "en", chosen, {"main": WordEncoder().encode_query(text)})


def test_the_nearest_passages_come_first(rules: Generation) -> None:
    (rows,) = MeaningScorer(rules).nearest(query("the tax on salt"), 2)
    assert len(rows) == 2
    assert rules.store.passage(int(rows[0])).source_id == "salt"


def test_languages_that_the_encoder_does_not_serve_are_left_out(rules: Generation) -> None:
    (rows,) = MeaningScorer(rules).nearest(query("монетами", en="main"), 10)
    languages = {rules.store.passage(int(row)).language for row in rows}
    assert languages == {"en"}
    meaning, window = MeaningScorer(rules).score(
        query("монетами", en="main"), np.arange(len(rules))
    )
    russian = [i for i in range(len(rules)) if rules.store.passage(i).language == "ru"]
    assert not meaning[russian].any()
    assert not window[russian].any()


def test_a_sentence_may_be_nearer_than_its_passage(rules: Generation) -> None:
    rows = rules.rows_of(0)[:1]
    meaning, window = MeaningScorer(rules).score(query("The fine is 5 EUR."), rows)
    assert window[0] > meaning[0]


def test_a_question_of_front_matter_makes_its_note_a_candidate(rules: Generation) -> None:
    scorer, asked = MeaningScorer(rules), query("How large is the fine?")
    found = np.concatenate(list(scorer.nearest_by_ask(asked)))
    assert set(rules.rows_of(0)) <= set(found)
    scores = scorer.score_asks(asked)
    assert scores[0] > 0.99
    assert scores[1:].tolist() == [0, 0, 0]
