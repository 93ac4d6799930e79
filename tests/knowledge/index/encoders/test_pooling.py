"""Vectors of texts, spans and phrases from those of tokens."""

from __future__ import annotations

import numpy as np

from knowledge.index.encoders.pooling import pool, slide_phrases


def test_a_sentence_beyond_the_token_limit_takes_the_vector_of_its_passage() -> None:
    tokens = np.eye(4, dtype=np.float32)
    offsets = np.array([[0, 0], [0, 2], [3, 5], [0, 0]])
    whole, windows = pool(tokens, offsets, [(0, 2), (3, 5), (6, 9)], "mean")
    assert np.allclose(whole, [0.5, 0.5, 0.5, 0.5])
    assert np.allclose(windows, [[0, 1, 0, 0], [0, 0, 1, 0], [0.5, 0.5, 0.5, 0.5]])


def test_the_first_token_speaks_for_models_pooled_that_way() -> None:
    whole, _ = pool(np.eye(3, dtype=np.float32), np.zeros((3, 2), np.int64), [], "cls")
    assert whole.tolist() == [1, 0, 0]


def test_phrases_overlap_and_name_the_characters_that_they_span() -> None:
    offsets = np.array([[0, 0], [0, 2], [3, 5], [6, 8], [0, 0]])
    vectors, spans = slide_phrases(np.eye(5, dtype=np.float32), offsets, size=2, step=1)
    assert spans == [(0, 5), (3, 8)]
    assert np.allclose(vectors[0] * np.sqrt(2), [0, 1, 1, 0, 0])


def test_a_text_without_tokens_has_no_phrases() -> None:
    vectors, spans = slide_phrases(np.eye(2, dtype=np.float32), np.zeros((2, 2), int), 2, 1)
    assert vectors.shape == (0, 2)
    assert spans == []
