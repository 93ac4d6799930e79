"""The exported model on onnxruntime."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.build import encoder_export
from knowledge.errors import ModelError
from knowledge.index.encoders.onnx import OnnxEncoder
from tests.support.encoders import TEXTS


@pytest.mark.slow
def test_a_text_has_the_same_vector_alone_and_in_company(home: Path) -> None:
    encoder = encoder_export.open_encoder(home)
    together = encoder.encode_passages(TEXTS, [[(0, 3)]] * len(TEXTS), phrases=True)
    for i, text in enumerate(TEXTS):
        alone = encoder.encode_passages([text], [[(0, 3)]], phrases=True)
        assert np.allclose(alone.passages[0], together.passages[i], atol=1e-5)
        assert np.allclose(alone.windows[0], together.windows[i], atol=1e-5)
        assert np.allclose(alone.phrases[0], together.phrases[i], atol=1e-5)


@pytest.mark.slow
def test_phrases_cover_every_word_of_a_question(home: Path) -> None:
    question = encoder_export.open_encoder(home).encode_query(TEXTS[0])
    covered = set().union(*(range(a, b) for a, b in question.spans))
    assert {i for i, char in enumerate(TEXTS[0]) if char.isalnum()} <= covered
    assert len(question.phrases) == len(question.spans)


def test_a_broken_export_says_how_to_make_a_new_one(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="tradewind-index model --force"):
        OnnxEncoder(tmp_path, "main")
