"""The export of a model: once, whole, and only if its vectors are the original's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.build import encoder_export, model_source, torch_encoder
from knowledge.errors import ModelError
from tests.support.encoders import TEXTS


@pytest.mark.slow
def test_the_export_gives_the_vectors_of_sentence_transformers(home: Path) -> None:
    original = torch_encoder.load_model(model_source.locate_model(model_source.DEFAULT_MODEL)[0])
    theirs = original.encode(TEXTS, normalize_embeddings=True, show_progress_bar=False)
    encoder = encoder_export.open_encoder(home)
    mine = encoder.encode_passages(TEXTS, [[]] * len(TEXTS)).passages
    assert np.einsum("ij,ij->i", mine, theirs).min() >= encoder_export.PARITY_FLOOR
    for text, vector in zip(TEXTS, theirs, strict=True):
        assert encoder.encode_query(text).vector @ vector >= encoder_export.PARITY_FLOOR


def test_an_export_that_is_there_is_not_made_again(tmp_path: Path) -> None:
    (tmp_path / "w.safetensors").write_bytes(b"weights")
    _, revision = model_source.locate_model(str(tmp_path))
    folder = encoder_export.model_directory(tmp_path / "home", revision)
    folder.mkdir(parents=True)

    def load(_source: Path | str) -> object:
        raise AssertionError("loaded")

    made = encoder_export.ensure_exported(tmp_path / "home", str(tmp_path), load=load)  # type: ignore[arg-type]
    assert made == folder


def test_a_home_that_cannot_be_written_is_refused_before_the_model_is_loaded(
    tmp_path: Path,
) -> None:
    (tmp_path / "w.safetensors").write_bytes(b"weights")
    (tmp_path / "home").write_text("a file")

    def load(_source: Path | str) -> object:
        raise AssertionError("loaded")

    with pytest.raises(ModelError, match="No model can be written"):
        encoder_export.ensure_exported(tmp_path / "home", str(tmp_path), load=load)  # type: ignore[arg-type]


def test_a_model_that_fails_to_load_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "w.safetensors").write_bytes(b"weights")

    def load(_source: Path | str) -> object:
        raise ModelError("cannot be loaded")

    with pytest.raises(ModelError):
        encoder_export.ensure_exported(tmp_path / "home", str(tmp_path), load=load)  # type: ignore[arg-type]
    assert not list((tmp_path / "home" / "models").iterdir())


def test_a_handful_of_samples_has_short_and_long_passages() -> None:
    lengths = [len(t.split()) for t in encoder_export.sample_texts(8)]
    assert len(lengths) == 8
    assert min(lengths) < 5
    assert max(lengths) > 100


class Words:
    """A stand-in for the original model, its vectors turned by a little."""

    def __init__(self, turn: float) -> None:
        self.turn = turn

    def encode(self, texts: list[str], **_: object) -> np.ndarray:
        return np.array([[np.cos(self.turn), np.sin(self.turn)]] * len(texts), np.float32)


class Straight:
    """A stand-in for the export: every text points the same way."""

    def encode_passages(self, texts: list[str], _spans: object) -> object:
        return type("Made", (), {"passages": np.array([[1.0, 0.0]] * len(texts), np.float32)})


@pytest.mark.parametrize("turn", [0.0, 0.3])
def test_parity_is_the_least_cosine_over_all_batches(turn: float) -> None:
    shown: list[int] = []
    parity = encoder_export.measure_parity(
        Words(turn),  # type: ignore[arg-type]
        Straight(),  # type: ignore[arg-type]
        ["a text"] * 70,
        lambda _label, done, _total: shown.append(done),
    )
    assert parity == pytest.approx(np.cos(turn), abs=1e-6)
    assert shown == [32, 64, 70]
