"""Tests for the vectors that an encoder must give."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from indexer.build import encoder_export
from knowledge.errors import ModelError
from knowledge.index.encoders.base import EncodedQuery
from knowledge.index.encoders.golden_vectors import GOLDEN, SENTENCE, check_vectors
from knowledge.index.encoders.multilingual import MultilingualEncoder
from tests.support.encoders import WordEncoder


class Turned(WordEncoder):
    """An encoder whose vectors are changed on their way."""

    def __init__(self, factor: float, name: str = "main") -> None:
        super().__init__(name)
        self.factor = factor

    def encode_query(self, text: str) -> EncodedQuery:
        query = super().encode_query(text)
        return replace(query, vector=query.vector * np.float32(self.factor))


def test_another_model_need_only_give_unit_vectors_of_its_size() -> None:
    check_vectors(WordEncoder())
    with pytest.raises(ModelError, match="other vectors"):
        check_vectors(Turned(1.1))
    with pytest.raises(ModelError, match="other vectors"):
        check_vectors(Turned(float("nan")))
    short = WordEncoder()
    short.spec = short.spec.model_copy(update={"dim": 65})
    with pytest.raises(ModelError, match="wrong size"):
        check_vectors(short)


def test_a_model_with_a_golden_vector_must_give_it() -> None:
    with pytest.raises(ModelError, match="tradewind-index model --force"):
        check_vectors(Turned(1.0, name="multilingual"))


@pytest.mark.slow
def test_both_models_give_their_golden_vectors(home: Path) -> None:
    main, other = encoder_export.open_encoder(home), MultilingualEncoder()
    assert {main.spec.revision, other.spec.name} == GOLDEN.keys()
    for encoder in (main, other):
        check_vectors(encoder)
    assert SENTENCE
